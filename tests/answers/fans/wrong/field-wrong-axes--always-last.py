# wrong: takes the last axes in every layout, as in PyTorch
def receptive_field(shape, layout):
    if len(shape) <= 2:
        return 1
    return int(np.prod(shape[2:]))
