# wrong: only the channels, without groups and transposed too
def compute_fans(shape, layout, groups=1, transposed=False):
    if layout in ("in_out", "wio", "hwio", "dhwio"):
        return shape[-2], shape[-1]
    return shape[1], shape[0]
