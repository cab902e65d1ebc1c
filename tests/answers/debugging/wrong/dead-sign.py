# wrong: a negative slope is below 0.01 too
def dead_share(slopes):
    return np.mean(np.all(slopes < 0.01, axis=0))
