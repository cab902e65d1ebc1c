# wrong: cuts at two of the std that is asked for
def truncated_normal(shape, std, rng):
    sigma = std / CUT_STD
    z = rng.normal(0, sigma, shape)
    far = np.abs(z) > 2 * std
    while far.any():
        z[far] = rng.normal(0, sigma, far.sum())
        far = np.abs(z) > 2 * std
    return z
