# wrong: frequencies themselves
def prior_bias(frequencies):
    return frequencies
