def torch_linear_default(shape, rng):
    out_features, in_features = shape
    a = math.sqrt(5)
    bound = math.sqrt(3) * math.sqrt(2 / (1 + a**2)) / math.sqrt(in_features)
    b = rng.uniform(-1 / math.sqrt(in_features), 1 / math.sqrt(in_features), out_features)
    W = rng.uniform(-bound, bound, shape)
    return W, b
