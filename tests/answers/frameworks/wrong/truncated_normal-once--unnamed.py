# wrong: draws again once, not until it fits
def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    w = rng.normal(0, sigma, shape)
    far = np.abs(w) > 2 * sigma
    w[far] = rng.normal(0, sigma, far.sum())
    return w
