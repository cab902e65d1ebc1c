# wrong: √(6/fan_in)
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(6 / fan_in)
    return rng.uniform(-b, b, shape)
