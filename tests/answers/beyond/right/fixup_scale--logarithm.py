import math


def fixup_scale(n_layers, layers_per_branch):
    if layers_per_branch <= 1:
        raise ValueError("Fixup needs two layers or more in a branch")
    return math.exp(-math.log(n_layers) / (2 * (layers_per_branch - 1)))
