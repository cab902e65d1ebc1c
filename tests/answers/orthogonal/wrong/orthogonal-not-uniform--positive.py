# wrong: uniform numbers from 0 to 1
def orthogonal(shape, rng, gain=1.0):
    Q, R = np.linalg.qr(rng.uniform(0, 1, (max(shape), min(shape))))
    Q = Q * np.sign(np.diag(R))
    return gain * (Q if shape[0] >= shape[1] else Q.T)
