# wrong: an array, row by row
def rows_stay_identical(params, X, y, lr, steps):
    for _ in range(steps):
        g = gradients(params, X, y)
        params = {k: params[k] - lr * g[k] for k in params}
    return (params["W"] == params["W"][0]).all(axis=1)
