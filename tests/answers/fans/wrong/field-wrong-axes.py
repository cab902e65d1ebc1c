# wrong: slices exchanged between the two families of layouts
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    if layout.startswith("oi"):
        return int(np.prod(shape[:-2]))
    return int(np.prod(shape[2:]))
