# wrong: takes the proof for granted
def rows_stay_identical(params, X, y, lr, steps):
    return True
