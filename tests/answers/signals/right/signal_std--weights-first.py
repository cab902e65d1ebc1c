def signal_std(depth, n, weight_std, rng):
    Ws = rng.normal(0, weight_std, size=(depth, n, n))
    x = rng.normal(0, 1, size=(n, 1))
    for W in Ws:
        x = W @ x
    return float(x.std())
