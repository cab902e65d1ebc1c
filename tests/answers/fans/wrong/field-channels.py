# wrong: multiplies everything
def receptive_field(shape, layout):
    if layout in ("in_out", "out_in"):
        return 1
    return int(np.prod(shape))
