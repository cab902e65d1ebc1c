def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(3 * 2 / (fan_in + fan_out))
    flat = rng.uniform(-b, b, int(np.prod(shape)))
    return flat.reshape(shape, order="F")
