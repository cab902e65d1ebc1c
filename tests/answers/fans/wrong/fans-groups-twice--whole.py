# wrong: both fans are divided at the end
def compute_fans(shape, layout, groups=1, transposed=False):
    L = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = 1
    for n, a in zip(shape, L):
        if a in "dhw":
            area *= n
    fan_in = shape[L.index("i")] * area // groups
    fan_out = shape[L.index("o")] * area // groups
    return (fan_out, fan_in) if transposed else (fan_in, fan_out)
