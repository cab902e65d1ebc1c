# wrong: dead when flat for some example
def dead_share(slopes):
    return float((np.abs(slopes) < 0.01).any(axis=0).mean())
