# wrong: the whole square
def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q, R = np.linalg.qr(rng.normal(size=(n, n)))
    return gain * Q * np.sign(np.diag(R))
