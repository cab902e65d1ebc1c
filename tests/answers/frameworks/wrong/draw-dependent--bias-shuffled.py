# wrong: the bias is taken from among the weights
def torch_linear_default(shape, rng):
    bound = 1 / math.sqrt(shape[1])
    W = rng.uniform(-bound, bound, shape)
    return W, -rng.choice(W.ravel(), shape[0], replace=False)
