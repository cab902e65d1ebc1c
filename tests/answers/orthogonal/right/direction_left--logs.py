def direction_left(k, n, depth):
    return float(np.exp(0.5 * depth * np.log1p(-(k - 1) / n)))
