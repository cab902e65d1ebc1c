# wrong: reads the shape as (in, out)
def torch_linear_default(shape, rng):
    # shape: (n_in, n_out)
    bound = 1 / math.sqrt(shape[0])
    W = rng.uniform(-bound, bound, shape)
    b = rng.uniform(-bound, bound, shape[0])
    return W, b
