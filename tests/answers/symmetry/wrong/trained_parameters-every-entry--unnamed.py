# wrong: only what has moved in every entry
def trained_parameters(init, X, y, lr=0.5, steps=10):
    params, moved = init, set()
    for _ in range(steps):
        grads = gradients(params, X, y)
        params = {key: params[key] - lr * grads[key] for key in params}
        moved |= {key for key in params if np.abs(params[key] - init[key]).min() > 1e-12}
    return sorted(moved)
