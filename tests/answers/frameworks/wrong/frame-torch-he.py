# wrong: He's uniform rule
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = math.sqrt(6 / n_in)
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-1 / math.sqrt(n_in), 1 / math.sqrt(n_in), n_out)
    return W, b
