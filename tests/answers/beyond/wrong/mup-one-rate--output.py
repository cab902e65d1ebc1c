# wrong: the output layer's rate kept
def mup(shape, role):
    n_in = shape[0]
    if role == "hidden":
        return n_in**-0.5, 1 / n_in
    return (n_in**-0.5 if role == "input" else 1 / n_in), 1.0
