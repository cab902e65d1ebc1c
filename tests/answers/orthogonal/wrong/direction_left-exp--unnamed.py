# wrong: an exponential near it
def direction_left(k, n, depth):
    return np.exp(-(k - 1) / n * depth / 2)
