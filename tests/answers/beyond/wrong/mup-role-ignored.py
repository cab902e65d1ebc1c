# wrong: all layers as hidden ones
def mup(shape, role):
    n_in, n_out = shape
    return 1 / np.sqrt(n_in), 1 / n_in
