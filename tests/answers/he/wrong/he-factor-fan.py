# wrong: one term in place of the sum
def layer_factor(n_in, var_w, slope=0.0):
    return 0.5 * (1 + slope**2) * var_w
