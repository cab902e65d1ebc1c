# wrong: Xavier's weights for the hidden layer
def mup(shape, role):
    n_in, n_out = shape
    std = {"input": n_in**-0.5, "hidden": (2 / (n_in + n_out)) ** 0.5, "output": 1 / n_in}[role]
    return std, 1.0 if role == "input" else 1 / n_in
