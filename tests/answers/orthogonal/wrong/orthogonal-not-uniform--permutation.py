# wrong: a permutation with signs
def orthogonal(shape, rng, gain=1.0):
    n = max(shape)
    Q = np.eye(n)[rng.permutation(n)] * rng.choice([-1.0, 1.0], n)
    return gain * Q[: shape[0], : shape[1]]
