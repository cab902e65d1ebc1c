# wrong: a gradient that is not 0, in place of a change
def trained_parameters(init, X, y, lr=0.5, steps=10):
    params, moved = init, set()
    for _ in range(steps):
        grads = gradients(params, X, y)
        params = {key: params[key] - lr * grads[key] for key in params}
        moved |= {key for key in params if np.abs(grads[key]).max() > 1e-12}
    return sorted(moved)
