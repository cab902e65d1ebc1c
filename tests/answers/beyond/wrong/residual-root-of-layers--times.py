# wrong: the root of the layers, times the branches
def residual_scale(n_layers, branches_per_layer=2):
    return 1 / np.sqrt(n_layers) * branches_per_layer
