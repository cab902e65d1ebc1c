# wrong: m to a power of L
def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch < 2:
        raise ValueError("no layer to scale")
    return layers_per_branch ** (-1 / (2 * n_layers - 2))
