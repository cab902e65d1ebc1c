# wrong: normal, of the right variance
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = math.sqrt(1 / (3 * n_in))
    W = rng.normal(0, bound, shape)
    b = rng.normal(0, bound, n_out)
    return W, b
