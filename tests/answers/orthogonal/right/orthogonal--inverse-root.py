def orthogonal(shape, rng, gain=1.0):
    G = rng.normal(size=(max(shape), min(shape)))
    values, vectors = np.linalg.eigh(G.T @ G)
    Q = G @ (vectors / np.sqrt(values)) @ vectors.T
    Q = Q @ (1.5 * np.eye(Q.shape[1]) - 0.5 * Q.T @ Q)
    return gain * Q.reshape(shape) if shape[0] >= shape[1] else gain * Q.T
