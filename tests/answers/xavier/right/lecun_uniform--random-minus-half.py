def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    width = (12 * 1 / fan_in) ** 0.5
    return (rng.random(shape) - 0.5) * width
