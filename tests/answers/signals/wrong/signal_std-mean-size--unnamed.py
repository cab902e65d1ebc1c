# wrong: the mean size in place of the std
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.normal(0, weight_std, (n, n))
    return np.mean(np.abs(x))
