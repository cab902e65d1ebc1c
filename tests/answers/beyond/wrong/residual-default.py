# wrong: branches_per_layer is not used
def residual_scale(n_layers, branches_per_layer=2):
    return 1 / np.sqrt(2 * n_layers)
