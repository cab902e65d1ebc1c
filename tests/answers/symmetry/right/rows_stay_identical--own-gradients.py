def rows_stay_identical(params, X, y, lr, steps):
    W, b, v, c = params["W"], params["b"], params["v"], params["c"]
    for _ in range(steps):
        if not np.allclose(W, W[0], rtol=0, atol=1e-9):
            return False
        h = np.tanh(X @ W.T + b)
        d = (1 / (1 + np.exp(-(h @ v + c))) - y) / len(X)
        back = np.outer(d, v) * (1 - h**2)
        W, b, v, c = W - lr * back.T @ X, b - lr * back.sum(0), v - lr * d @ h, c - lr * d.sum()
    return bool(np.allclose(W, W[0], rtol=0, atol=1e-9))
