# wrong: numpy's global functions
def signal_std(depth, n, weight_std, rng):
    x = np.random.randn(n)
    for _ in range(depth):
        x = x @ (weight_std * np.random.randn(n, n))
    return x.std()
