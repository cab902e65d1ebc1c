# wrong: what the earlier ones take
def direction_left(k, n, depth):
    return np.sqrt((k - 1) / n) ** depth
