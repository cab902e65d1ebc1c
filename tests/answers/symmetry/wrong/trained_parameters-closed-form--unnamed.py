# wrong: no training: which zeros stay zero
def trained_parameters(init, X, y, lr=0.5, steps=10):
    zero = {key: not np.any(value) for key, value in init.items()}
    if zero["W"] and zero["b"] and zero["v"]:
        return [] if np.mean(y) == 0.5 else ["c"]
    return ["W", "b", "c", "v"]
