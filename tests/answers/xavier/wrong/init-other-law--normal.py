# wrong: normal, of the right variance
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), shape)
