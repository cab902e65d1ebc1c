# wrong: squares the sum
def layer_factor(n_in, var_w, slope=0.0):
    return 0.5 * (1 + slope) ** 2 * n_in * var_w
