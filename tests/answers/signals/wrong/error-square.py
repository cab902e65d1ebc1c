# wrong: no root at the end
def error_factor(n_out, weight_std, slopes):
    return n_out * weight_std ** 2 * np.mean(slopes ** 2)
