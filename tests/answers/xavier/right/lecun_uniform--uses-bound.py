def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = uniform_bound(np.sqrt(1 / fan_in))
    return rng.uniform(low=-b, high=b, size=shape)
