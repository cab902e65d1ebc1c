def prior_bias(frequencies):
    # only ratios count: measure every class against the last
    return np.log(frequencies / frequencies[-1])
