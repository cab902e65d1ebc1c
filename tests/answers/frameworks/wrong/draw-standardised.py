# wrong: divides by the std of the array at hand
def truncated_normal(shape, std, rng):
    z = rng.normal(size=2 * int(np.prod(shape)))
    inside = z[np.abs(z) < 2][: int(np.prod(shape))].reshape(shape)
    return inside / inside.std() * std
