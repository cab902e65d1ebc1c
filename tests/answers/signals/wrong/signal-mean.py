# wrong: means of the terms
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        W = rng.normal(0, weight_std, (n, n))
        x = np.mean(W * x, axis=1)
    return x.std()
