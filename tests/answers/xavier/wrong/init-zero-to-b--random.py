# wrong: rng.random is from 0 to 1
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.random(shape) * np.sqrt(3 / fan_in)
