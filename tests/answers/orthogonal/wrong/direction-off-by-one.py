# wrong: n − k
def direction_left(k, n, depth):
    return ((n - k) / n) ** (depth / 2)
