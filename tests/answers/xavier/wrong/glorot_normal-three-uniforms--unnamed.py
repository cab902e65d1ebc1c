# wrong: a sum of three uniform numbers, which has no tails
def glorot_normal(shape, rng, layout="in_out"):
    std = np.sqrt(2 / sum(compute_fans(shape, layout)))
    return std * rng.uniform(-1, 1, (3, *shape)).sum(axis=0)
