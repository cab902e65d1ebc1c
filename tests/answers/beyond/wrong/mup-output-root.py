# wrong: LeCun for the output too
def mup(shape, role):
    n_in, n_out = shape
    return 1 / np.sqrt(n_in), 1.0 if role == "input" else 1 / n_in
