# wrong: a generator of its own, seeded
def signal_std(depth, n, weight_std, rng):
    rng = np.random.default_rng(42)
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.normal(0, weight_std, (n, n))
    return x.std()
