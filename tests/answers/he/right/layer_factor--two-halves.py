def layer_factor(n_in, var_w, slope=0.0):
    positive_half = 0.5
    negative_half = 0.5 * slope**2
    return n_in * var_w * (positive_half + negative_half)
