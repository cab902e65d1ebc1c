# wrong: the gain's square, where the gain belongs
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = (2 / (1 + negative_slope**2)) / np.sqrt(n)
    return rng.uniform(-3**0.5 * std, 3**0.5 * std, shape)
