# wrong: the largest slope
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out) * weight_std * np.max(slopes)
