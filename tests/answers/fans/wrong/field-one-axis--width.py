# wrong: only the width, every kernel has one
def receptive_field(shape, layout):
    if "w" not in layout:
        return 1
    return shape[layout.index("w")]
