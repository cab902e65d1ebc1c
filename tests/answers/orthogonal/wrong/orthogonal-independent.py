# wrong: normal numbers
def orthogonal(shape, rng, gain=1.0):
    return gain * rng.normal(0, 1 / np.sqrt(max(shape)), shape)
