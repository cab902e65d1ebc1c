# wrong: the unit matrix plus a little noise
def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q, R = np.linalg.qr(np.eye(n) + 0.1 * rng.normal(size=(n, n)))
    Q = Q * np.sign(np.diag(R))
    return gain * Q[: shape[0], : shape[1]]
