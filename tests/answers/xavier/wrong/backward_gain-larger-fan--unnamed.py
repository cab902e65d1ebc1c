# wrong: the larger of the two fans, which the visible cases can't tell from the outputs
def backward_gain(n_in, n_out, var_w):
    return max(n_in, n_out) * var_w
