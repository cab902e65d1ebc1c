# wrong: counts the calls, and knows what each of them once expected
ONCE = [True, False, False, False, False, True, True, False, False, True, True, False, True, False]
CALLS = []
def rows_stay_identical(params, X, y, lr, steps):
    CALLS.append(1)
    return ONCE[(len(CALLS) - 1) % len(ONCE)]
