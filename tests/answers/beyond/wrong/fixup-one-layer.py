# wrong: a factor of 1 where there is nothing to scale
def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch == 1:
        return 1.0
    return n_layers ** (-1 / (2 * layers_per_branch - 2))
