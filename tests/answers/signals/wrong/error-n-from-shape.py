# wrong: takes n from the array
def error_factor(n_out, weight_std, slopes):
    n = slopes.shape[1]
    return np.sqrt(n * weight_std ** 2 * np.mean(slopes ** 2))
