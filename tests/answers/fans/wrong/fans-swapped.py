# wrong: returns (fan_out, fan_in)
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    fan_in = shape[L.index("i")] * area
    fan_out = shape[L.index("o")] // groups * area
    if transposed:
        fan_in, fan_out = fan_out, fan_in
    return fan_out, fan_in
