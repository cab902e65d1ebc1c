# wrong: looks at the first example only
def dead_share(slopes):
    return float(np.mean(np.abs(slopes[0]) < 0.01))
