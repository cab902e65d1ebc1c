def signal_std(depth, n, weight_std, rng):
    X = rng.standard_normal((20, n))
    for _ in range(depth):
        W = weight_std * rng.standard_normal((n, n))
        X = X @ W
    return np.std(X)
