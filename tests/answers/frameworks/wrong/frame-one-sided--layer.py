# wrong: rng.random is from 0 to 1
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = 1 / math.sqrt(n_in)
    W = bound * rng.random(shape)
    b = bound * rng.random(n_out)
    return W, b
