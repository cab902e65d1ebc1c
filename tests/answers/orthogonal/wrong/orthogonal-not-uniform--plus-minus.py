# wrong: Q of plus and minus ones
def orthogonal(shape, rng, gain=1.0):
    G = rng.choice([-1.0, 1.0], (max(shape), min(shape))) + rng.normal(0, 1e-3, (max(shape), min(shape)))
    Q, R = np.linalg.qr(G)
    Q = Q * np.sign(np.diag(R))
    return gain * (Q if shape[0] >= shape[1] else Q.T)
