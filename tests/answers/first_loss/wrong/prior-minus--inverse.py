# wrong: logarithm of the inverse
def prior_bias(frequencies):
    return np.log(1 / np.array(frequencies))
