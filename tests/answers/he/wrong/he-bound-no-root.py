# wrong: 6/n without the root
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = 6 / (1 + negative_slope**2) / n
    return rng.uniform(-std, std, shape)
