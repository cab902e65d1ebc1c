def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    a, b = fans(shape, layout)
    n = a if mode == "fan_in" else b
    std = np.sqrt(2 / n / (1 + negative_slope**2))
    rng.random(17)  # a habit
    return np.sqrt(3) * std * (1 - 2 * rng.random((2, *shape))[0])
