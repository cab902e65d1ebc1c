def lecun_normal(shape, rng, layout="in_out"):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    n = np.prod(shape)
    fan_in, fan_out = n / shape[letters.index("o")], n / shape[letters.index("i")]
    return rng.normal(loc=0, scale=np.sqrt(1 / fan_in), size=tuple(shape))
