# wrong: the slope's 1 + a² divides the bound, not its square
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    fan_in, fan_out = fans(shape, layout)
    bound = np.sqrt(6 / {"fan_in": fan_in, "fan_out": fan_out}[mode]) / (1 + negative_slope**2)
    return rng.uniform(-bound, bound, shape)
