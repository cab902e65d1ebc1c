def receptive_field(shape, layout):
    # kernel axes are in front for ...io and at the back for oi...
    if layout.endswith("io"):
        kernel = shape[:-2]
    elif layout.startswith("oi"):
        kernel = shape[2:]
    else:
        kernel = ()
    return np.prod(kernel)
