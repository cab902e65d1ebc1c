# wrong: determinant +1 always
def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q, R = np.linalg.qr(rng.normal(size=(n, n)))
    Q = Q * np.sign(np.diag(R))
    if np.linalg.det(Q) < 0:
        Q[:, 0] = -Q[:, 0]
    return gain * Q[: shape[0], : shape[1]]
