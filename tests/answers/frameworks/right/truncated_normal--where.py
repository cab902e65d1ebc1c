def truncated_normal(shape, std, rng):
    z = rng.normal(0, std / CUT_STD, shape)
    while True:
        out = np.abs(z) > 2 * std / CUT_STD
        if not np.any(out):
            return z
        z = np.where(out, rng.normal(0, std / CUT_STD, shape), z)
