def trained_parameters(init, X, y, lr=0.5, steps=10):
    import copy

    now, moved = copy.deepcopy(init), dict.fromkeys(init, False)
    for _ in range(steps):
        grads = gradients(now, X, y)
        for key in now:
            now[key] -= lr * grads[key]
            moved[key] |= bool(np.max(np.abs(np.subtract(now[key], init[key]))) > 1e-12)
    return [key for key in sorted(moved) if moved[key]]
