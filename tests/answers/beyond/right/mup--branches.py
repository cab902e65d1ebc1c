import math


def mup(shape, role):
    n_in, n_out = shape
    if role == "input":
        return math.sqrt(1 / n_in), 1
    if role == "hidden":
        return math.sqrt(1 / n_in), 1 / n_in
    if role == "output":
        return 1 / n_in, 1 / n_in
    raise ValueError(role)
