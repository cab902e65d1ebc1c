# wrong: ten per cent too large per layer
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = 1.1 * x @ rng.normal(0, weight_std, (n, n))
    return x.std()
