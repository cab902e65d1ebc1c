# wrong: in another order
def trained_parameters(init, X, y, lr=0.5, steps=10):
    params, moved = init, set()
    for _ in range(steps):
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
        moved |= {k for k in params if np.max(np.abs(params[k] - init[k])) > 1e-12}
    return sorted(moved)[::-1]
