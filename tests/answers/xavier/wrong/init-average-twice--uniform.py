# wrong: 6 over the mean fan
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    mean = (fan_in + fan_out) / 2
    b = np.sqrt(6 / mean)
    return rng.uniform(-b, b, shape)
