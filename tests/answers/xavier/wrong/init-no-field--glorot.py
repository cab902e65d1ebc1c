# wrong: channels without the kernel
def glorot_uniform(shape, rng, layout="in_out"):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    c_in, c_out = shape[letters.index("i")], shape[letters.index("o")]
    b = np.sqrt(6 / (c_in + c_out))
    return rng.uniform(-b, b, shape)
