def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    total = np.prod(shape)
    return total // (shape[layout.index("i")] * shape[layout.index("o")])
