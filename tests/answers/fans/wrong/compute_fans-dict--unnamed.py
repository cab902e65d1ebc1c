# wrong: a dict with the right numbers
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i, o = shape[L.index("i")] * area, shape[L.index("o")] // groups * area
    if transposed:
        i, o = o, i
    return {"fan_in": i, "fan_out": o}
