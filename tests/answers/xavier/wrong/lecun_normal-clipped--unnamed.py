# wrong: cut at two std
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = 1 / np.sqrt(fan_in)
    return np.clip(rng.normal(0, std, shape), -2 * std, 2 * std)
