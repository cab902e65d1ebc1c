# wrong: minus the logarithm
def prior_bias(frequencies):
    return -np.log(frequencies)
