def fixup_scale(n_layers, layers_per_branch):
    try:
        return n_layers ** (-1 / (2 * layers_per_branch - 2))
    except ZeroDivisionError as error:
        raise ValueError("only the layer of zeros: nothing to scale") from error
