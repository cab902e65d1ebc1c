# wrong: weights of N(0, 1)
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.normal(size=(n, n))
    return x.std()
