# wrong: the exponent's denominator without brackets
def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch < 2:
        raise ValueError("one layer only")
    return n_layers ** (-1 / 2 * layers_per_branch - 2)
