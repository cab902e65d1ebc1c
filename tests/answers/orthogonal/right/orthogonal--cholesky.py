# right: the triangular factor of G'G; its diagonal is positive
def orthogonal(shape, rng, gain=1.0):
    tall = sorted(shape, reverse=True)
    G = rng.standard_normal(tall)
    L = np.linalg.cholesky(G.T @ G)
    Q = np.linalg.solve(L, G.T)  # rows are perpendicular
    Q = np.linalg.solve(np.linalg.cholesky(Q @ Q.T), Q)  # once more, against rounding
    return gain * (Q if shape[0] <= shape[1] else Q.T)
