# wrong: an array of ints is filled
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    W = np.zeros(shape, dtype=int)
    W[...] = rng.normal(0, 1 / np.sqrt(fan_in), shape)
    return W
