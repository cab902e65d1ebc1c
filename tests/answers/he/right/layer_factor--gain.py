def layer_factor(n_in, var_w, slope=0.0):
    gain = np.sqrt(2 / (1 + slope**2))
    return n_in * var_w / gain**2
