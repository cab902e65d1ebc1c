# wrong: the log-odds of the first two classes, and nothing for the others
def prior_bias(frequencies):
    bias = np.zeros(len(frequencies))
    bias[0] = np.log(frequencies[0] / frequencies[1])
    return bias
