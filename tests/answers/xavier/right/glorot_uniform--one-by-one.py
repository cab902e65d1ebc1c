def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = (3 * 2 / (fan_in + fan_out)) ** 0.5
    W = np.zeros(shape)
    for index in np.ndindex(*shape):
        W[index] = rng.uniform(-b, b)
    return W
