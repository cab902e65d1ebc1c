# wrong: the last but one axis is the inputs, whatever the layout
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    n = int(np.prod(shape[:-2])) * shape[-2 if mode == "fan_in" else -1]
    std = np.sqrt(2 / (1 + negative_slope**2) / n)
    return rng.normal(0, std, shape)
