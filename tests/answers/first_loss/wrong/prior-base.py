# wrong: base 10
def prior_bias(frequencies):
    return np.log10(frequencies)
