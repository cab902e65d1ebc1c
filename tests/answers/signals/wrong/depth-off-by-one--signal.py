# wrong: range starts at 1
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for i in range(1, depth):
        x = x @ rng.normal(0, weight_std, (n, n))
    return x.std()
