def compute_fans(shape, layout, groups=1, transposed=False):
    # (axis of i, axis of o, kernel axes)
    AXES = {
        "in_out": (0, 1, []),
        "out_in": (1, 0, []),
        "wio": (1, 2, [0]),
        "oiw": (1, 0, [2]),
        "hwio": (2, 3, [0, 1]),
        "oihw": (1, 0, [2, 3]),
        "dhwio": (3, 4, [0, 1, 2]),
        "oidhw": (1, 0, [2, 3, 4]),
    }
    i, o, kernel = AXES[layout]
    field = 1
    for k in kernel:
        field *= shape[k]
    a = shape[i] * field
    b = shape[o] * field // groups
    if transposed:
        return b, a
    return a, b
