def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    q, r = np.linalg.qr(rng.normal(0, 3, (n, n)))
    q *= np.where(np.diag(r) < 0, -1.0, 1.0)
    return gain * q[: shape[0], : shape[1]]
