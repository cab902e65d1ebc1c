# wrong: the global generator for the far ones
def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    z = rng.normal(0, sigma, shape)
    far = np.abs(z) > 2 * sigma
    while far.any():
        z[far] = np.random.normal(0, sigma, far.sum())
        far = np.abs(z) > 2 * sigma
    return z
