# wrong: takes weight_std for a variance
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = rng.normal(0, np.sqrt(weight_std), (n, n)) @ x
    return np.std(x)
