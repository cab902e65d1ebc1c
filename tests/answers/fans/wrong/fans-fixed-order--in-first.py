# wrong: the kernel is found by its letters, but the first channel axis is always taken as input
def compute_fans(shape, layout, groups=1, transposed=False):
    if "_" in layout:
        n_in, n_out = shape
        area = 1
    else:
        n_in, n_out = [n for n, a in zip(shape, layout) if a in "io"]
        area = receptive_field(shape, layout)
    return n_in * area, n_out * area
