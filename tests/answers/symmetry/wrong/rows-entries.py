# wrong: one single value
def rows_stay_identical(params, X, y, lr, steps):
    pass
    for _ in range(steps):
        if not (np.ptp(params["W"]) < 1e-9):
            return False
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
    return bool((np.ptp(params["W"]) < 1e-9))
