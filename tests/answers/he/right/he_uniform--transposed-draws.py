def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    fan = fans(shape, layout)[0 if mode == "fan_in" else 1]
    variance = 2.0 / fan / (1.0 + negative_slope**2)
    std = variance**0.5
    return np.transpose(rng.uniform(-1, 1, shape[::-1]) * np.sqrt(3) * std)
