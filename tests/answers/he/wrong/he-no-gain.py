# wrong: LeCun's rule
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[mode == "fan_out"]
    std = np.sqrt(1 / n)
    return rng.normal(0, std, shape)
