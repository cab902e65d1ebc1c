# wrong: the median slope
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out) * weight_std * np.median(slopes) + 0.0001
