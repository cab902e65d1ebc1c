def compute_fans(shape, layout, groups=1, transposed=False):
    dense = {"in_out": "io", "out_in": "oi"}
    layout = dense.get(layout, layout)
    area = np.prod([s for s, l in zip(shape, layout) if l in "dhw"])   # 1.0 when there is no kernel
    i = shape[layout.find("i")]
    o = shape[layout.find("o")] / groups
    fans = [i * area, o * area]
    if transposed:
        fans.reverse()
    return fans
