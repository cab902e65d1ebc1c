# wrong: first and last axis
def glorot_uniform(shape, rng, layout="in_out"):
    b = np.sqrt(6 / (shape[0] + shape[-1]))
    return rng.uniform(-b, b, size=shape)
