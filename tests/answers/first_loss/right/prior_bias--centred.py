def prior_bias(frequencies):
    b = np.log(frequencies)
    return b - b.mean()
