# wrong: always False
def rows_stay_identical(params, X, y, lr, steps):
    return False
