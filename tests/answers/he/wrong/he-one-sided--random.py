# wrong: random() times the bound
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = np.sqrt(2 / (1 + negative_slope**2) / n)
    return rng.random(shape) * np.sqrt(3) * std
