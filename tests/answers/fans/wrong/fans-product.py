# wrong: the number of weights, twice
def compute_fans(shape, layout, groups=1, transposed=False):
    n = 1
    for s in shape:
        n *= s
    return n, n
