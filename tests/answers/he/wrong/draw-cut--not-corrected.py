# wrong: cut at two deviations
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    std = np.sqrt(2 / (1 + negative_slope**2) / fans(shape, layout)[mode == "fan_out"])
    z = rng.normal(size=2 * int(np.prod(shape)))
    return std * z[np.abs(z) < 2][: int(np.prod(shape))].reshape(shape)
