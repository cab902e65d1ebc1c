# wrong: hidden weights as small as the output's
def mup(shape, role):
    n_in, _ = shape
    if role == "input":
        return 1 / np.sqrt(n_in), 1.0
    return 1 / n_in, 1 / n_in
