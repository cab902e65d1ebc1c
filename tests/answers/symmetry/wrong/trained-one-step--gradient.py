# wrong: asks whether the first gradient is zero
def trained_parameters(init, X, y, lr=0.5, steps=10):
    g = gradients(init, X, y)
    return sorted(k for k in g if np.any(np.abs(g[k]) > 1e-12))
