# wrong: a number, the entropy
def prior_bias(frequencies):
    return -np.sum(frequencies * np.log(frequencies))
