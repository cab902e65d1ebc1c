# wrong: in over out
def forward_gain(n_in, n_out, var_w):
    return 1 / (n_in * var_w)
