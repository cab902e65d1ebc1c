# wrong: clips
def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    return np.clip(rng.normal(0, sigma, shape), -2 * sigma, 2 * sigma)
