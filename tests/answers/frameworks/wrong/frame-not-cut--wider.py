# wrong: draws the far ones again once only, and forgets to keep them
def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    w = rng.normal(0, sigma, shape)
    if np.abs(w).max() > 2 * sigma:
        w = rng.normal(0, sigma, shape)
    return w
