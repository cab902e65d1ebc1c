def residual_scale(n_layers, branches_per_layer=2):
    return np.exp(-(np.log(n_layers) + np.log(branches_per_layer)) / 2)
