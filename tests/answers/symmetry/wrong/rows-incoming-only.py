# wrong: looks at the start only
def rows_stay_identical(params, X, y, lr, steps):
    W = params["W"]
    return bool((W == W[0]).all())
