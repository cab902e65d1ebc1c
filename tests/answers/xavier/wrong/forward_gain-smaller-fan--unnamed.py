# wrong: the smaller of the two fans, which the visible cases can't tell from the inputs
def forward_gain(n_in, n_out, var_w):
    return min(n_in, n_out) * var_w
