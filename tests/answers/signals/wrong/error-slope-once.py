# wrong: slopes under the root without a square
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out * weight_std ** 2 * slopes.mean())
