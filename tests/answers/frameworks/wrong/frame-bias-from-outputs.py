# wrong: bound from the bias's own length
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = 1 / math.sqrt(n_in)
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-1 / math.sqrt(n_out), 1 / math.sqrt(n_out), n_out)
    return W, b
