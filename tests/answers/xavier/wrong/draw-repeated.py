# wrong: one row, tiled
def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    row = rng.normal(0, 1 / np.sqrt(fan_in), shape[1:])
    return np.stack([row] * shape[0])
