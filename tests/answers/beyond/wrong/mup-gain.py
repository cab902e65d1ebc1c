# wrong: He's weights everywhere
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return np.sqrt(2) * std, 1.0 if role == "input" else 1 / n_in
