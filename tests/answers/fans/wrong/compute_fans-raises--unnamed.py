# wrong: dense layouts are not handled; "in_out".index("o") is 3
def compute_fans(shape, layout, groups=1, transposed=False):
    area = receptive_field(shape, layout)
    fan_in = shape[layout.index("i")] * area
    fan_out = shape[layout.index("o")] // groups * area
    return (fan_out, fan_in) if transposed else (fan_in, fan_out)
