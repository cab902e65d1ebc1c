def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    r = np.sqrt(-2 * np.log(1 - rng.random(shape)))
    return r * np.cos(2 * np.pi * rng.random(shape)) * (1 / fan_in) ** 0.5
