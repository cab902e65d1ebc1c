def trained_parameters(init, X, y, lr=0.5, steps=10):
    current = {k: np.array(v, dtype=float) for k, v in init.items()}
    most = dict.fromkeys(init, 0.0)
    for _ in range(steps):
        for k, g in gradients(current, X, y).items():
            current[k] = current[k] - lr * g
        for k in init:
            most[k] = max(most[k], float(np.abs(current[k] - init[k]).max()))
    return tuple(sorted(k for k in most if most[k] > 1e-12))
