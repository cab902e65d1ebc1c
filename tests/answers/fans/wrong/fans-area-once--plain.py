# wrong: area in fan_in only, groups and transposed not done
def compute_fans(shape, layout, groups=1, transposed=False):
    if layout in ("in_out", "wio", "hwio", "dhwio"):
        i, o = shape[-2:]
    else:
        o, i = shape[:2]
    return i * receptive_field(shape, layout), o
