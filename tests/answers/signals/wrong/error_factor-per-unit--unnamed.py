# wrong: a factor for each unit
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out) * weight_std * np.sqrt(np.mean(slopes ** 2, axis=0))
