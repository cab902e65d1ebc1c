# wrong: channels without the kernel
def lecun_normal(shape, rng, layout="in_out"):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    c_in, c_out = shape[letters.index("i")], shape[letters.index("o")]
    return rng.normal(0, np.sqrt(1 / c_in), shape)
