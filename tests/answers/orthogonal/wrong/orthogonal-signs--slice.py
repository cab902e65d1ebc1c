# wrong: a square Q as it comes, cut
def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q, _ = np.linalg.qr(rng.standard_normal((n, n)))
    return gain * Q[: shape[0], : shape[1]]
