# wrong: rows of unit length, not perpendicular
def orthogonal(shape, rng, gain=1.0):
    G = rng.normal(size=(max(shape), min(shape)))
    G = gain * G / np.sqrt((G**2).sum(axis=0))
    return G if shape[0] >= shape[1] else G.T
