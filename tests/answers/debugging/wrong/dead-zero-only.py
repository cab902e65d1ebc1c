# wrong: exactly 0 only
def dead_share(slopes):
    return np.mean(np.all(slopes == 0, axis=0))
