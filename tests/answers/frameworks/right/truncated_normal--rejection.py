def truncated_normal(shape, std, rng):
    n, found = int(np.prod(shape)), []
    count = 0
    while count < n:
        z = rng.uniform(-2, 2, 2 * n)
        z = z[rng.random(2 * n) < np.exp(-(z**2) / 2)]
        found.append(z)
        count += z.size
    return np.concatenate(found)[:n].reshape(shape) * (std / CUT_STD)
