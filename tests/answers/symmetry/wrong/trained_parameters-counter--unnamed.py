# wrong: counts the calls, and knows what each of them once expected
ALL = ["W", "b", "c", "v"]
ONCE = [["c"], [], ALL, ["c"], ALL, ALL, ALL, ALL, ALL, []]
CALLS = []
def trained_parameters(init, X, y, lr=0.5, steps=10):
    CALLS.append(1)
    return ONCE[(len(CALLS) - 1) % len(ONCE)]
