def torch_linear_default(shape, rng):
    k = 1 / shape[1]
    W = (rng.random((shape[1], shape[0])).T * 2 - 1) * np.sqrt(k)
    b = (1 - 2 * rng.random(shape[0])) * np.sqrt(k)
    return [W, b]
