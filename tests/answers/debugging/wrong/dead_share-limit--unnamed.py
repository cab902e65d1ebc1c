# wrong: a limit ten times as large
def dead_share(slopes):
    return float((np.abs(slopes) < 0.1).all(axis=0).mean())
