# wrong: dense weights fall through to the product of all axes
def receptive_field(shape, layout):
    if layout.endswith("io") and len(shape) > 2:
        kernel = shape[:-2]
    elif len(shape) > 2:
        kernel = shape[2:]
    else:
        kernel = shape
    return int(np.prod(kernel))
