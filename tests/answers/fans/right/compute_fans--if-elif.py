def compute_fans(shape, layout, groups=1, transposed=False):
    if layout == "in_out":
        return shape[0], shape[1]
    elif layout == "out_in":
        return shape[1], shape[0]
    elif layout in ("oiw", "oihw", "oidhw"):
        o, i = shape[0], shape[1]
        area = receptive_field(shape, layout)
    elif layout in ("wio", "hwio", "dhwio"):
        i, o = shape[-2], shape[-1]
        area = receptive_field(shape, layout)
    else:
        raise ValueError("unknown layout " + layout)
    if transposed:
        fan_in = (o // groups) * area
        fan_out = i * area
    else:
        fan_in = i * area
        fan_out = (o // groups) * area
    return (fan_in, fan_out)
