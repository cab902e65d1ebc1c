# wrong: squares the std again
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = np.sqrt(2 / (fan_in + fan_out))
    return rng.normal(0, std ** 2, shape)
