# wrong: divides by the groups in PyTorch's layouts only
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i, o = shape[L.index("i")], shape[L.index("o")]
    if layout.startswith("oi"):
        o //= groups
    if transposed:
        i, o = o, i
    return i * area, o * area
