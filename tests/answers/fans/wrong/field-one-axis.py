# wrong: only the height
def receptive_field(shape, layout):
    if layout in ["in_out", "out_in"]:
        return 1
    if "h" in layout:
        return shape[layout.index("h")]
    return shape[layout.index("w")]
