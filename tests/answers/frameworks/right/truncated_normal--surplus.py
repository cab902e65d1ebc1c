def truncated_normal(shape, std, rng):
    n = math.prod(shape)
    kept = np.empty(0)
    while kept.size < n:
        z = rng.normal(size=n)
        kept = np.concatenate([kept, z[np.abs(z) <= 2]])
    return (std / CUT_STD * kept[:n]).reshape(shape)
