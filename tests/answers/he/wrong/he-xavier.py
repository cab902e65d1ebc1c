# wrong: both fans below
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = sum(fans(shape, layout))
    std = np.sqrt(2 / n)
    return rng.normal(0, std, shape)
