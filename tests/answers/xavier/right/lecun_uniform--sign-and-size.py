def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(3 * 1 / fan_in)
    size = rng.uniform(0, b, shape)
    sign = rng.choice([-1.0, 1.0], shape)
    return sign * size
