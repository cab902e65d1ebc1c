# wrong: seeds a generator of its own
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    rng = np.random.default_rng(0)
    b = np.sqrt(3 / fan_in)
    return rng.uniform(-b, b, shape)
