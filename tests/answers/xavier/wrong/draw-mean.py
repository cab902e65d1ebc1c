# wrong: a mean of 0.1
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0.1, np.sqrt(2 / (fan_in + fan_out)), shape)
