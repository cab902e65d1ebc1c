# wrong: Keras's order for all
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in = np.prod(shape[:-1])
    b = np.sqrt(3 / fan_in)
    return rng.uniform(-b, b, shape)
