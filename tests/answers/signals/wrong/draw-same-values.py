# wrong: the formula, nothing is drawn
def signal_std(depth, n, weight_std, rng):
    return (np.sqrt(n) * weight_std) ** depth
