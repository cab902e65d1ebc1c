def signal_std(depth, n, weight_std, rng):
    x = rng.normal(size=n)
    for layer in range(depth):
        z = np.zeros(n)
        for j in range(n):
            w = rng.normal(0.0, weight_std, n)  # the weights of unit j
            z[j] = np.dot(w, x)
        x = z
    return np.sqrt(np.mean((x - np.mean(x)) ** 2))
