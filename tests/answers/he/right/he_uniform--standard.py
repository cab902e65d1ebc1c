def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = dict(zip(("fan_in", "fan_out"), fans(shape, layout)))[mode]
    std = np.sqrt(2 / ((1 + negative_slope**2) * n))
    return rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape)
