# wrong: as before, with true division
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    if transposed:
        L = L.replace("i", "x").replace("o", "i").replace("x", "o")
    return shape[L.index("i")] * area, shape[L.index("o")] / groups * area
