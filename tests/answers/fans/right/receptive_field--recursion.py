def receptive_field(shape, layout):
    if "_" in layout or len(layout) == 0:
        return 1
    rest = receptive_field(shape[1:], layout[1:])
    return rest if layout[0] in "io" else shape[0] * rest
