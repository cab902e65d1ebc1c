# wrong: no wide case
def orthogonal(shape, rng, gain=1.0):
    if shape[0] < shape[1]:
        raise ValueError("no wide matrices")
    Q, R = np.linalg.qr(rng.normal(size=shape))
    return gain * Q * np.sign(np.diag(R))
