# wrong: the first two axes
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = shape[0], shape[1]
    return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), shape)
