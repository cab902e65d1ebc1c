# wrong: relative to a base width of 64
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return std, 1.0 if role == "input" else 64 / n_in
