def fixup_scale(n_layers, layers_per_branch):
    scaled = layers_per_branch - 1
    if scaled < 1:
        raise ValueError(f"{layers_per_branch} layer in a branch: none is left to scale")
    return np.sqrt(1 / n_layers) ** (1 / scaled)
