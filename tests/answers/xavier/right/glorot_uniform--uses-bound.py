def glorot_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = uniform_bound(np.sqrt(2 / (fan_in + fan_out)))
    return rng.uniform(low=-b, high=b, size=shape)
