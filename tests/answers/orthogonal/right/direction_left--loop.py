def direction_left(k, n, depth):
    mean_square = 1.0
    for _ in range(depth):
        mean_square = mean_square * (n - (k - 1)) / n
    return np.sqrt(mean_square)
