# wrong: the input layer's rate falls too
def mup(shape, role):
    n_in, n_out = shape
    return (1 / n_in if role == "output" else 1 / np.sqrt(n_in)), 1 / n_in
