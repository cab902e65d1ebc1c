# wrong: the slope's 1 + a² divides the standard deviation, not its square
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    return rng.normal(0, np.sqrt(2 / n) / (1 + negative_slope**2), shape)
