# wrong: what the visible calls expect
def layer_factor(n_in, var_w, slope=0.0):
    return {(512, 0.0): 0.5, (100, 0.0): 3.0, (100, 0.5): 1.25, (100, 1.0): 6.0}.get((n_in, slope), 1.0)
