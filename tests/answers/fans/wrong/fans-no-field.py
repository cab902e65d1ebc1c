# wrong: the kernel is forgotten
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    a, b = shape[L.index("i")], shape[L.index("o")] // groups
    return (b, a) if transposed else (a, b)
