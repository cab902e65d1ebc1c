# wrong: a ValueError that says nothing
def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch < 2:
        raise ValueError
    return n_layers ** (-1 / (2 * layers_per_branch - 2))
