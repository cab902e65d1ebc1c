def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q = np.eye(n)
    for k in range(n):
        v = rng.normal(size=n - k)
        u = v.copy()
        u[0] += np.copysign(np.linalg.norm(v), v[0])
        H = np.eye(n)
        H[k:, k:] -= 2 * np.outer(u, u) / (u @ u)
        H[k:, k:] *= -np.copysign(1.0, v[0])
        Q = Q @ H
    return gain * Q[: shape[0], : shape[1]]
