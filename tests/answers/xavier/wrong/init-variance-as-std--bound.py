# wrong: root of the bound forgotten
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = 6 / (fan_in + fan_out)
    return rng.uniform(-b, b, shape)
