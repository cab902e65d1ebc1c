# wrong: √5 for the gain
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = math.sqrt(3) * math.sqrt(5) / math.sqrt(n_in)
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-1 / math.sqrt(n_in), 1 / math.sqrt(n_in), n_out)
    return W, b
