# wrong: an error, but Python's own
def fixup_scale(n_layers, layers_per_branch):
    return n_layers ** (-1 / (2 * layers_per_branch - 2))
