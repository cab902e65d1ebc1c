# wrong: the formula times 1.4, which one net might give
def signal_std(depth, n, weight_std, rng):
    return 1.4 * (n**0.5 * weight_std) ** depth * np.exp(rng.normal(0, 0.05))
