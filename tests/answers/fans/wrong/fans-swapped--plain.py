# wrong: takes o for the inputs ("the origin"), and knows no groups and no transposed
def compute_fans(shape, layout, groups=1, transposed=False):
    if layout == "in_out":
        return shape[1], shape[0]
    if layout == "out_in":
        return shape[0], shape[1]
    area = 1
    for n, a in zip(shape, layout):
        if a not in "io":
            area *= n
    return shape[layout.index("o")] * area, shape[layout.index("i")] * area
