def forward_gain(n_in, n_out, var_w):
    total = 0.0
    for i in range(n_in):
        total += var_w
    return total
