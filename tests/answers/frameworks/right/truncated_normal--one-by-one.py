def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    w = np.empty(shape)
    for index in np.ndindex(*shape):
        value = rng.normal(0, sigma)
        while abs(value) > 2 * sigma:
            value = rng.normal(0, sigma)
        w[index] = value
    return w
