# wrong: k of n
def direction_left(k, n, depth):
    return (k / n) ** (depth / 2)
