# wrong: a bias for each input
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = 1 / math.sqrt(n_in)
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-1 / math.sqrt(n_in), 1 / math.sqrt(n_in), n_in)
    return W, b
