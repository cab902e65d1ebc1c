def forward_gain(n_in, n_out, var_w):
    return np.full(n_in, var_w).sum()
