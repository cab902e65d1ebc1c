# wrong: a power of one matrix
def signal_std(depth, n, weight_std, rng):
    X = rng.standard_normal((30, n))
    W = weight_std * rng.standard_normal((n, n))
    return float(np.std(X @ np.linalg.matrix_power(W, depth)))
