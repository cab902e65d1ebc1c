# wrong: variances
def mup(shape, role):
    n_in, n_out = shape
    return (1 / n_in**2 if role == "output" else 1 / n_in), 1.0 if role == "input" else 1 / n_in
