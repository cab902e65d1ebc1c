# wrong: U of an SVD
def orthogonal(shape, rng, gain=1.0):
    U, _, V = np.linalg.svd(rng.normal(size=shape), full_matrices=False)
    return gain * (U if U.shape == tuple(shape) else V)
