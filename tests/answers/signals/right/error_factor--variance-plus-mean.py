def error_factor(n_out, weight_std, slopes):
    chi = n_out * weight_std**2 * (slopes.var() + slopes.mean()**2)
    return chi**0.5
