def prior_bias(frequencies):
    counts = 1000 * frequencies
    return np.log(counts)
