import math


def residual_scale(n_layers, branches_per_layer=2):
    branches = 0
    for _ in range(n_layers):
        branches += branches_per_layer
    return math.sqrt(1 / branches)
