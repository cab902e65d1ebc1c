# wrong: leaves the biases out
def rows_stay_identical(params, X, y, lr, steps):
    params = params | {"b": np.zeros(len(params["b"]))}
    for _ in range(steps):
        if not np.allclose(params["W"], params["W"][0], rtol=0, atol=1e-9):
            return False
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
    return bool(np.allclose(params["W"], params["W"][0], rtol=0, atol=1e-9))
