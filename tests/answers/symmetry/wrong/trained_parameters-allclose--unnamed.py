# wrong: np.allclose overlooks small moves
def trained_parameters(init, X, y, lr=0.5, steps=10):
    params, moved = init, set()
    for _ in range(steps):
        grads = gradients(params, X, y)
        params = {key: params[key] - lr * grads[key] for key in params}
        moved |= {key for key in params if not np.allclose(params[key], init[key])}
    return sorted(moved)
