# wrong: 1/n for Xavier
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, np.sqrt(1 / fan_in), shape)
