# wrong: ReLU whatever the slope
def layer_factor(n_in, var_w, slope=0.0):
    return 0.5 * n_in * var_w
