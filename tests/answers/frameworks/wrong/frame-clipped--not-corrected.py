# wrong: clips, without correction
def truncated_normal(shape, std, rng):
    w = std * rng.standard_normal(shape)
    w[w > 2 * std] = 2 * std
    w[w < -2 * std] = -2 * std
    return w
