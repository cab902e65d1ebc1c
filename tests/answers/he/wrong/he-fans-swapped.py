# wrong: takes the other fan
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_in"]
    std = np.sqrt(2 / (1 + negative_slope**2) / n)
    return rng.normal(0, std, shape)
