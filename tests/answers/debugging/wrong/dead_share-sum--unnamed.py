# wrong: the slopes are added up, so a dead unit of many examples is missed.
def dead_share(slopes):
    return float((np.abs(slopes).sum(axis=0) < 0.01).mean())
