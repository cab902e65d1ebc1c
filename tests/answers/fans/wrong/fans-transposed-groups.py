# wrong: i and o change places first, then the outputs are divided as always
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    n_in, n_out = shape[L.index("i")], shape[L.index("o")]
    if transposed:
        n_in, n_out = n_out, n_in
    n_out = n_out // groups
    return n_in * area, n_out * area
