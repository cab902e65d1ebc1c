# wrong: the rate falls like 1/√n
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return std, 1.0 if role == "input" else n_in**-0.5
