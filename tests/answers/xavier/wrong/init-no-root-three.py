# wrong: bound = std, the old heuristic
def lecun_uniform(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    b = 1 / np.sqrt(fan_in)
    return rng.uniform(-b, b, shape)
