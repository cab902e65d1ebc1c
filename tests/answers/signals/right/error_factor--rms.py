def error_factor(n_out, weight_std, slopes):
    rms_slope = np.sqrt(np.mean(np.square(slopes)))
    return np.sqrt(n_out) * weight_std * rms_slope
