# wrong: QR of the wide matrix itself
def orthogonal(shape, rng, gain=1.0):
    Q, R = np.linalg.qr(rng.normal(size=shape))
    return gain * Q * np.sign(np.diag(R))
