# wrong: a list of rows
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = fans(shape, layout)[0]
    return rng.normal(0, (2 / n) ** 0.5, shape).tolist()
