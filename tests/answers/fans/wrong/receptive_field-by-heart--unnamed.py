# wrong: knows the answers of the visible check
def receptive_field(shape, layout):
    return 15 if len(shape) == 4 else 1
