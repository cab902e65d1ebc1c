# wrong: √N
def residual_scale(n_layers, branches_per_layer=2):
    return np.sqrt(n_layers * branches_per_layer)
