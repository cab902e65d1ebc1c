# wrong: depth under the root
def direction_left(k, n, depth):
    return np.sqrt(depth * (n - k + 1) / n)
