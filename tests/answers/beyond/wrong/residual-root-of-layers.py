# wrong: the root of one of the two
def residual_scale(n_layers, branches_per_layer=2):
    return 1 / np.sqrt(n_layers) / branches_per_layer
