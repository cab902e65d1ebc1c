# wrong: an activation that nobody asked for
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = np.tanh(x @ rng.normal(0, weight_std, (n, n)))
    return x.std()
