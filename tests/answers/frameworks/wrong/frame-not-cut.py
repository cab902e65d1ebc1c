# wrong: a normal law
def truncated_normal(shape, std, rng):
    return rng.normal(0, std, shape)
