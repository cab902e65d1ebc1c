# wrong: all layers as the output
def mup(shape, role):
    n_in, n_out = shape
    return 1 / n_in, 1 / n_in
