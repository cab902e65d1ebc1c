# wrong: sum over all units
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out * weight_std ** 2 * np.sum(slopes ** 2))
