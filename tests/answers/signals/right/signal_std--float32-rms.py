def signal_std(depth, n, weight_std, rng):
    x = rng.standard_normal(n, dtype=np.float32)
    for _ in range(depth):
        x = np.float32(weight_std) * (rng.standard_normal((n, n), dtype=np.float32) @ x)
    return np.sqrt((x**2).mean())
