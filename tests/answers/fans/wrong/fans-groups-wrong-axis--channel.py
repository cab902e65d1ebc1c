# wrong: divides the i axis, rounded down
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i = shape[L.index("i")] // groups
    o = shape[L.index("o")]
    if transposed:
        return o * area, i * area
    return i * area, o * area
