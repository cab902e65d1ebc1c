# wrong: one layer only
def direction_left(k, n, depth):
    return np.sqrt((n - k + 1) / n)
