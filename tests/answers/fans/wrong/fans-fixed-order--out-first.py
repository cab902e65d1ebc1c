# wrong: the first channel axis is always taken as output
def compute_fans(shape, layout, groups=1, transposed=False):
    if len(shape) == 2:
        n_out, n_in = shape
        return n_in, n_out
    n_out, n_in = [n for n, a in zip(shape, layout) if a in "io"]
    rf = receptive_field(shape, layout)
    return n_in * rf, n_out * rf
