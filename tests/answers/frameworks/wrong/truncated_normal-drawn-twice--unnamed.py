# wrong: what lies beyond is drawn again once, and some of it lies beyond again
def truncated_normal(shape, std, rng):
    z = rng.standard_normal(shape)
    far = np.abs(z) > 2
    z[far] = rng.standard_normal(far.sum())
    return z*std/CUT_STD
