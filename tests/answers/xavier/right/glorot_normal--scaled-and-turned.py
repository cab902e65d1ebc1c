def glorot_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    W = rng.standard_normal(shape[::-1]).T   # drawn the other way round
    return W * np.sqrt(2 / (fan_in + fan_out))
