# wrong: 1/N, which is the factor of the variance
def residual_scale(n_layers, branches_per_layer=2):
    return 1 / (n_layers * branches_per_layer)
