# wrong: rng.normal gets the variance
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, 2 / (fan_in + fan_out), shape)
