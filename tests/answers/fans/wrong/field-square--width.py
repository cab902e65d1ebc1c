# wrong: k*k, k the last kernel side
def receptive_field(shape, layout):
    if len(shape) == 2:
        return 1
    k = shape[layout.index("w")]
    if len(shape) == 3:
        return k
    if len(shape) == 4:
        return k * k
    return k * k * k
