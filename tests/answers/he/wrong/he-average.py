# wrong: the mean of the fans
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = np.mean(fans(shape, layout))
    std = np.sqrt(2 / (1 + negative_slope**2) / n)
    return rng.normal(0, std, shape)
