# wrong: base 2
def prior_bias(frequencies):
    return np.log2(frequencies)
