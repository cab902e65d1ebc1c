# wrong: zeros
def torch_linear_default(shape, rng):
    n_out, n_in = shape
    bound = 1 / math.sqrt(n_in)
    W = rng.uniform(-bound, bound, shape)
    b = np.zeros(n_out)
    return W, b
