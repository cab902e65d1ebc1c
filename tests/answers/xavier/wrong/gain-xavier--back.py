# wrong: ignores var_w
def backward_gain(n_in, n_out, var_w):
    return 2 * n_out / (n_in + n_out)
