def signal_std(depth, n, weight_std, rng):
    net = [{"W": rng.normal(scale=weight_std, size=(n, n)), "b": np.zeros(n)} for _ in range(depth)]
    x = rng.normal(size=(1, n))
    for layer in net:
        x = x @ layer["W"] + layer["b"]
    return x[0].std(ddof=1)
