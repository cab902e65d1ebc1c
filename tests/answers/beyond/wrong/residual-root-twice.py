# wrong: takes 1/√N for a variance
def residual_scale(n_layers, branches_per_layer=2):
    variance = 1 / np.sqrt(n_layers * branches_per_layer)
    return np.sqrt(variance)
