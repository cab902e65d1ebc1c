# wrong: n_out for n_in
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_out if role == "output" else 1 / np.sqrt(n_out)
    return std, 1.0 if role == "input" else 1 / n_out
