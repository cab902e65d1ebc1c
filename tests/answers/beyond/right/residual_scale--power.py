def residual_scale(n_layers, branches_per_layer=2):
    return (n_layers * branches_per_layer) ** -0.5
