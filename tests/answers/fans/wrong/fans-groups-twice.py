# wrong: both channel axes are divided (true division)
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i = shape[L.index("i")] / groups
    o = shape[L.index("o")] / groups
    return (o * area, i * area) if transposed else (i * area, o * area)
