def orthogonal(shape, rng, gain=1.0):
    n_in, n_out = shape
    wide = n_in < n_out
    Q, _ = np.linalg.qr(rng.normal(size=(n_out, n_in) if wide else (n_in, n_out)))
    Q = Q * rng.choice([-1.0, 1.0], Q.shape[1])
    if wide:
        Q = Q.T
    return Q * gain
