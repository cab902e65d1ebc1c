# wrong: divides by the other fan
def backward_gain(n_in, n_out, var_w):
    return n_out / n_in * var_w
