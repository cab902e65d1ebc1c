# wrong: depth as a factor
def direction_left(k, n, depth):
    return depth * np.sqrt((n - k + 1) / n)
