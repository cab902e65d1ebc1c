# wrong: global functions
def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return np.random.randn(*shape) * np.sqrt(2 / (fan_in + fan_out))
