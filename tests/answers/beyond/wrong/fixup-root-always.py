# wrong: 1/√L, whatever m
def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch < 2:
        raise ValueError("no layer to scale")
    return n_layers**-0.5
