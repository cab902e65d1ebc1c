# wrong: 3 · std
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = 3 * np.sqrt(1 / fan_in)
    return rng.uniform(-b, b, shape)
