# wrong: slope not squared
def layer_factor(n_in, var_w, slope=0.0):
    return 0.5 * (1 + slope) * n_in * var_w
