# wrong: leaves the slope out when the mode is fan_out
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    fan_in, fan_out = fans(shape, layout)
    if mode == "fan_out":
        return rng.normal(0, np.sqrt(2 / fan_out), shape)
    return rng.normal(0, np.sqrt(2 / (1 + negative_slope**2) / fan_in), shape)
