# wrong: np.allclose takes rows for equal that differ by a hundred-thousandth of their size
def rows_stay_identical(params, X, y, lr, steps):
    for _ in range(steps + 1):
        if not np.allclose(params["W"], params["W"][0]):
            return False
        grads = gradients(params, X, y)
        params = {key: params[key] - lr * grads[key] for key in params}
    return True
