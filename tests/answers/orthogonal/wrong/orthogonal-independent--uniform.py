# wrong: uniform numbers
def orthogonal(shape, rng, gain=1.0):
    b = np.sqrt(3 / max(shape))
    return gain * rng.uniform(-b, b, shape)
