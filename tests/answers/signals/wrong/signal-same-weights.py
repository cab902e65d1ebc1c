# wrong: one matrix for all layers
def signal_std(depth, n, weight_std, rng):
    W = rng.normal(0, weight_std, (n, n))
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ W
    return x.std()
