# wrong: the mean slope of a unit is small
def dead_share(slopes):
    means = slopes.mean(axis=0)
    return np.mean(np.abs(means) < 0.01)
