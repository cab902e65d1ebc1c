# wrong: log-odds
def prior_bias(frequencies):
    return np.log(frequencies / (1 - frequencies))
