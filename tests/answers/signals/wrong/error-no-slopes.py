# wrong: forgets the activation
def error_factor(n_out, weight_std, slopes):
    return np.sqrt(n_out) * weight_std
