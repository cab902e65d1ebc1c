# wrong: one number
def mup(shape, role):
    n_in, n_out = shape
    return 1 / n_in if role == "output" else 1 / np.sqrt(n_in)
