def backward_gain(n_in, n_out, var_w):
    return sum(var_w for _ in range(n_out))
