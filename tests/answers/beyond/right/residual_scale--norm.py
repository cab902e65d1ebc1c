def residual_scale(n_layers, branches_per_layer=2):
    return 1 / np.linalg.norm(np.ones((n_layers, branches_per_layer)))
