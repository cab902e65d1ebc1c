def lecun_normal(shape, rng, layout="in_out"):
    fan_in, fan_out = compute_fans(shape, layout)
    std = (1 / fan_in) ** 0.5
    W = np.empty(shape)
    for k in range(W.size):
        W.flat[k] = rng.normal(0.0, std)
    return W
