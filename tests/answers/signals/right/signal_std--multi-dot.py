def signal_std(depth, n, weight_std, rng):
    x = rng.standard_normal((1, n))
    layers = [rng.normal(scale=weight_std, size=(n, n)) for _ in range(depth)]
    return np.linalg.multi_dot([x, *layers]).std(ddof=1)
