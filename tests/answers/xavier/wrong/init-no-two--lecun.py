# wrong: 1/(n_in + n_out) for LeCun
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, (fan_in + fan_out) ** -0.5, shape)
