def dead_share(slopes):
    steep = np.any(np.abs(slopes) >= 0.01, axis=0)
    return 1 - np.count_nonzero(steep) / len(steep)
