# wrong: a generator of its own
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = np.sqrt(2 / (1 + negative_slope**2) / n)
    return np.random.default_rng().normal(0, std, shape)
