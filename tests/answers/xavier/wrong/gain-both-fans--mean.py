# wrong: mean of the fans
def backward_gain(n_in, n_out, var_w):
    return (n_in + n_out) / 2 * var_w
