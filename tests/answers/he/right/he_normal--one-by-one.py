def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    fan_in, fan_out = fans(shape, layout)
    fan = fan_out if mode == "fan_out" else fan_in
    gain = (2 / (1 + negative_slope * negative_slope)) ** 0.5
    std = gain / fan**0.5
    w = np.empty(shape)
    for index in np.ndindex(*shape):
        w[index] = rng.normal(0, std)
    return w
