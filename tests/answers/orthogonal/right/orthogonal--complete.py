# right: a full square Q, of which a part is taken
def orthogonal(shape, rng, gain=1.0):
    n_in, n_out = shape
    G = rng.normal(size=(n_in, n_out))
    Q, R = np.linalg.qr(G if n_in >= n_out else G.T, mode="complete")
    fewer = min(shape)
    W = np.copysign(gain, np.diagonal(R)) * Q[:, :fewer]
    return np.ascontiguousarray(W if n_in >= n_out else W.T)
