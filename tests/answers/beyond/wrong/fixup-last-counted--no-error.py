# wrong: all m layers scaled, m = 1 not refused
def fixup_scale(n_layers, layers_per_branch):
    return n_layers ** (-1 / (2 * layers_per_branch))
