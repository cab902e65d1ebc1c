def prior_bias(frequencies):
    return np.log(np.asarray(frequencies)) + 1000.0
