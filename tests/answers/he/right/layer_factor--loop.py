def layer_factor(n_in, var_w, slope=0.0):
    total = 0.0
    for _ in range(n_in):
        total += var_w * 0.5 * (1 + slope * slope)
    return total
