# wrong: one over n for each direction before it, compounded
def direction_left(k, n, depth):
    return (1 - 1 / n) ** ((k - 1) * depth / 2)
