def mup(shape, role):
    n_in = shape[0]
    table = {
        "input": (n_in**-0.5, 1.0),
        "hidden": (n_in**-0.5, 1 / n_in),
        "output": (1 / n_in, 1 / n_in),
    }
    return table[role]
