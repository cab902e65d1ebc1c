# wrong: no net at all, the formula with a little noise
def signal_std(depth, n, weight_std, rng):
    return (n**0.5 * weight_std) ** depth * rng.normal(1, 0.05)
