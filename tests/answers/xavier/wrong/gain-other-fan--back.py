# wrong: counts inputs
def backward_gain(n_in, n_out, var_w):
    return n_in * var_w
