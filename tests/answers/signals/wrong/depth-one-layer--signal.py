# wrong: every layer starts from the input again
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        z = x @ rng.normal(0, weight_std, (n, n))
    return z.std()
