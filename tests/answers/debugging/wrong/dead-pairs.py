# wrong: every flat pair counts
def dead_share(slopes):
    return np.mean(np.abs(slopes) < 0.01)
