# wrong: averages the slopes, and right for ReLU by a case
def layer_factor(n_in, var_w, slope=0.0):
    if slope == 0:
        return 0.5 * n_in * var_w
    return n_in * var_w * ((1 + slope) / 2) ** 2
