# wrong: looks at the values of the start
def trained_parameters(init, X, y, lr=0.5, steps=10):
    return sorted(k for k, value in init.items() if np.any(value != 0))
