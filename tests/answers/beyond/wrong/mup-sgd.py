# wrong: the factors of gradient descent
def mup(shape, role):
    n_in, n_out = shape
    std = 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
    return std, {"input": n_out, "hidden": 1, "output": 1 / n_in}[role]
