# wrong: ten per cent too large
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    return rng.normal(0, 1.1 * np.sqrt(2 / (1 + negative_slope**2) / n), shape)
