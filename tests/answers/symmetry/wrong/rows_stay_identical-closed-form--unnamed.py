# wrong: no training, the three equalities of the proof
def rows_stay_identical(params, X, y, lr, steps):
    if np.all(params["W"] == 0) and np.all(params["v"] == 0) and np.all(params["b"] == 0):
        return True
    return all(bool(np.all(params[key] == params[key][0])) for key in ("W", "b", "v"))
