# wrong: the std for the bound
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = math.sqrt(1 / (3 * n_in))
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-bound, bound, n_out)
    return W, b
