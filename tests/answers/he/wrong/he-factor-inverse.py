# wrong: multiplies by the squared gain
def layer_factor(n_in, var_w, slope=0.0):
    return n_in * var_w * 2 / (1 + slope**2)
