# wrong: Q as it comes
def orthogonal(shape, rng, gain=1.0):
    Q = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))[0]
    return gain * (Q if shape[0] >= shape[1] else Q.T)
