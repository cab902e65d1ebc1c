# wrong: He's weights before each ReLU
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else np.sqrt(2 / n_in)
    return std, 1.0 if role == "input" else 1 / n_in
