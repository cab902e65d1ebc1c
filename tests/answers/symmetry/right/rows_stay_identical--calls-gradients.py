def rows_stay_identical(params, X, y, lr, steps):
    def alike(W):
        return all(abs(a - b) <= 1e-9 for row in W for a, b in zip(row, W[0]))

    ok = alike(params["W"])
    for _ in range(steps):
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
        ok = ok and alike(params["W"])
    return ok
