# wrong: one random sign for the whole matrix
def orthogonal(shape, rng, gain=1.0):
    n_in, n_out = shape
    Q = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))[0]
    Q = Q * rng.choice([-1.0, 1.0])
    return gain * (Q if n_in >= n_out else Q.T)
