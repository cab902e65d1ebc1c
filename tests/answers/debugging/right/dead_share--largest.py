def dead_share(slopes):
    return np.mean(np.max(np.abs(slopes), axis=0) < 0.01)
