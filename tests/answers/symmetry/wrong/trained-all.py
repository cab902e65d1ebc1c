# wrong: everything moves
def trained_parameters(init, X, y, lr=0.5, steps=10):
    return sorted(init)
