def error_factor(n_out, weight_std, slopes):
    return float(np.linalg.norm(slopes) * weight_std * np.sqrt(n_out / slopes.size))
