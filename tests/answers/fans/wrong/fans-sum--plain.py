# wrong: one number, the sum; no groups
def compute_fans(shape, layout, groups=1, transposed=False):
    if len(shape) == 2:
        return sum(shape)
    rf = receptive_field(shape, layout)
    return rf * (shape[layout.index("i")] + shape[layout.index("o")])
