# wrong: knows groups in two dimensions only
def compute_fans(shape, layout, groups=1, transposed=False):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    size = dict(zip(letters, shape))
    area = int(np.prod([n for a, n in size.items() if a not in "io"]))
    if len(letters) == 5 and not transposed:
        groups = 1
    fans = size["i"] * area, size["o"] // groups * area
    return fans[::-1] if transposed else fans
