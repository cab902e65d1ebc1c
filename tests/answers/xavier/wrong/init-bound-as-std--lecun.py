# wrong: √(3/n) as std
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt(3 / fan_in), shape)
