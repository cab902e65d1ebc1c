# wrong: mode and slope count for a dense weight of (in, out) only
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    fan_in, fan_out = fans(shape, layout)
    if layout != "in_out":
        mode, negative_slope = "fan_in", 0.0
    n = fan_in if mode == "fan_in" else fan_out
    bound = np.sqrt(6 / (1 + negative_slope**2) / n)
    return rng.uniform(-bound, bound, shape)
