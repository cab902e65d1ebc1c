# wrong: the mean square
def direction_left(k, n, depth):
    return ((n - k + 1) / n) ** depth
