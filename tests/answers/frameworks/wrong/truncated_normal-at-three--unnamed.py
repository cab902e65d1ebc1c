# wrong: cuts at three, with the correction for three
def truncated_normal(shape, std, rng):
    sigma = std / 0.98658
    z = rng.normal(0, sigma, shape)
    far = np.abs(z) > 3 * sigma
    while far.any():
        z[far] = rng.normal(0, sigma, far.sum())
        far = np.abs(z) > 3 * sigma
    return z
