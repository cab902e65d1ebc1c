# wrong: uniform, of the right variance
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(3 / fan_in)
    return rng.uniform(-b, b, shape)
