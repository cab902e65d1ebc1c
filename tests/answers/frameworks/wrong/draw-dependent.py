# wrong: takes the weights by quantiles, in order
def truncated_normal(shape, std, rng):
    z = np.sort(rng.normal(size=2 * int(np.prod(shape))))
    inside = z[np.abs(z) < 2]
    size = int(np.prod(shape))
    at = np.sort(rng.choice(len(inside), size, replace=False))
    return std / CUT_STD * inside[at].reshape(shape)
