# wrong: works for two axes only
def lecun_uniform(shape, rng, layout="in_out"):
    a, b = shape
    fan_in = a if layout == "in_out" else b
    bound = np.sqrt(3 / fan_in)
    return rng.uniform(-bound, bound, (a, b))
