# wrong: slope not squared
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = np.sqrt(2 / (1 + negative_slope) / n)
    return rng.uniform(-3**0.5 * std, 3**0.5 * std, shape)
