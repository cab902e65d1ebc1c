def fixup_scale(n_layers, layers_per_branch):
    k = 2 * layers_per_branch - 2
    if k == 0:
        raise ValueError("m must be 2 or more")
    s = 1.0
    for _ in range(200):  # the root of n_layers * s**k - 1, by Newton's steps from above
        s -= (n_layers * s**k - 1) / (n_layers * k * s ** (k - 1))
    return s
