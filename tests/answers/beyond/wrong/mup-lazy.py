# wrong: rates for which only the logit moves
def mup(shape, role):
    n_in, n_out = shape
    rate = {"input": 1 / np.sqrt(n_out), "hidden": n_in**-1.5, "output": 1 / n_in}
    return 1 / np.sqrt(n_in), rate[role]
