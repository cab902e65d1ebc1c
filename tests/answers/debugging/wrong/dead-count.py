# wrong: how many units, not which share
def dead_share(slopes):
    return int(np.all(np.abs(slopes) < 0.01, axis=0).sum())
