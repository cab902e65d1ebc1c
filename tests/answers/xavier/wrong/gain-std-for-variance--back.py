# wrong: thinks var_w is a std
def backward_gain(n_in, n_out, var_w):
    return n_out * var_w * var_w
