def backward_gain(n_in, n_out, var_w):
    return np.float64(var_w) * n_out
