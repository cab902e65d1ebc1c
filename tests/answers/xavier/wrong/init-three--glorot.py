# wrong: 3 · std
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = 3 * np.sqrt(2 / (fan_in + fan_out))
    return rng.uniform(-b, b, shape)
