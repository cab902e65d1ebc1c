# wrong: no correction
def truncated_normal(shape, std, rng):
    sigma = std
    z = rng.normal(0, sigma, shape)
    far = np.abs(z) > 2 * sigma
    while far.any():
        z[far] = rng.normal(0, sigma, far.sum())
        far = np.abs(z) > 2 * sigma
    return z
