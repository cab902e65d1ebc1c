# wrong: passes the variance to rng.normal
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.normal(0, weight_std ** 2, (n, n))
    return x.std()
