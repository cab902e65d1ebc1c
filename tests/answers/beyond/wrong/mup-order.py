# wrong: the factor first
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return 1.0 if role == "input" else 1 / n_in, std
