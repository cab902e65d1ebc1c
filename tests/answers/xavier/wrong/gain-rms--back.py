# wrong: takes sizes, not squares
def backward_gain(n_in, n_out, var_w):
    return n_out ** 0.5 * var_w ** 0.5
