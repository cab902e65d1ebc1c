# wrong: "if transposed is not None" is true for False as well
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i, o = shape[L.index("i")], shape[L.index("o")] // groups
    if transposed is not None and len(shape) > 2:
        i, o = o, i
    return i * area, o * area
