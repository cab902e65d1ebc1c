# wrong: root of the gain
def orthogonal(shape, rng, gain=1.0):
    n_in, n_out = shape
    Q, R = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    Q = Q * np.sign(np.diag(R))
    return np.sqrt(gain) * (Q if n_in >= n_out else Q.T)
