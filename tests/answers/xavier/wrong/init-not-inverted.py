# wrong: forgets to divide
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt((fan_in + fan_out) / 2), shape)
