# wrong: a condition on the weights alone
def rows_stay_identical(params, X, y, lr, steps):
    W, v = params["W"], params["v"]
    if np.all(W == 0) and np.all(v == 0):
        return True
    return bool(np.all(W == W[0]) and np.all(v == v[0]))
