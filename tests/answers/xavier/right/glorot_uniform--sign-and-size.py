def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(3 * 2 / (fan_in + fan_out))
    size = rng.uniform(0, b, shape)
    sign = rng.choice([-1.0, 1.0], shape)
    return sign * size
