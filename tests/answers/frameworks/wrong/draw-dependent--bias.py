# wrong: the bias is the first column of the weight
def torch_linear_default(shape, rng):
    bound = 1 / math.sqrt(shape[1])
    W = rng.uniform(-bound, bound, shape)
    return W, W[:, 0].copy()
