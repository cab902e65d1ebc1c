# wrong: divides fan_in at the end (by luck this is right for a transposed convolution)
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    i = shape[L.index("i")]
    o = shape[L.index("o")]
    if transposed:
        i, o = o, i
    return i * area // groups, o * area
