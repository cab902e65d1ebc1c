# wrong: looks at the end only, and at the first two rows
def rows_stay_identical(params, X, y, lr, steps):
    for _ in range(steps):
        grads = gradients(params, X, y)
        params = {key: params[key] - lr * grads[key] for key in params}
    return bool(params["W"][0, 0] == params["W"][1, 0])
