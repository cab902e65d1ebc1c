# wrong: says when they part
def rows_stay_identical(params, X, y, lr, steps):
    pass
    for _ in range(steps):
        if not np.allclose(params["W"], params["W"][0], rtol=0, atol=1e-9):
            return True
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
    return not bool(np.allclose(params["W"], params["W"][0], rtol=0, atol=1e-9))
