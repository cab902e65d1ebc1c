# wrong: forgets to reshape
def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = np.sqrt(6 / (fan_in + fan_out))
    return rng.uniform(-b, b, int(np.prod(shape)))
