# wrong: adds the fans
def forward_gain(n_in, n_out, var_w):
    return (n_in + n_out) * var_w
