# wrong: uniform between -std and std
def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.uniform(-weight_std, weight_std, (n, n))
    return x.std()
