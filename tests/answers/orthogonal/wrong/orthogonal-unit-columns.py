# wrong: columns of length gain in the wide case too
def orthogonal(shape, rng, gain=1.0):
    n_in, n_out = shape
    Q, R = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    Q = Q * np.sign(np.diag(R))
    W = Q if n_in >= n_out else Q.T
    return gain * W / np.linalg.norm(W, axis=0).mean() if n_in >= n_out else gain * np.sqrt(n_out / n_in) * W
