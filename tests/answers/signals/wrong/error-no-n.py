# wrong: one weight only
def error_factor(n_out, weight_std, slopes):
    return weight_std * np.sqrt(np.mean(slopes ** 2))
