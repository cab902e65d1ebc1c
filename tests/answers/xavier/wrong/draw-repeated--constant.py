# wrong: one value for all
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(3 / fan_in)
    return np.full(shape, rng.uniform(-b, b))
