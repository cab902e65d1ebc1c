# wrong: PyTorch's table by name
def gain(activation):
    return {"tanh": 5 / 3, "relu": 2**0.5, "sigmoid": 1.0}.get(activation.__name__, 1.0)
