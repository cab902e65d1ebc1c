# wrong: the bound as std
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt(6 / (fan_in + fan_out)), shape)
