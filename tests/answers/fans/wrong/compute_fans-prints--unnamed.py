# wrong: prints the pair
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i, o = shape[L.index("i")] * area, shape[L.index("o")] // groups * area
    if transposed:
        print(o, i)
    else:
        print(i, o)
