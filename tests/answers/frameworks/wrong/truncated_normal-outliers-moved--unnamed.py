# wrong: moves what lies beyond to somewhere between 1.6 and 2 deviations
def truncated_normal(shape, std, rng):
    z = rng.normal(size=shape)
    far = np.abs(z) > 2
    z[far] = np.sign(z[far]) * rng.uniform(1.6, 2, far.sum())
    return z * std / 0.93035
