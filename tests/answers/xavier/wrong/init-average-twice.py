# wrong: 2 over the mean fan
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    mean = (fan_in + fan_out) / 2
    return rng.normal(0, np.sqrt(2 / mean), shape)
