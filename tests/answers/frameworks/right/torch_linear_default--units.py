def torch_linear_default(shape, rng):
    # unit by unit: its weights, then its bias
    n_out, n_in = shape
    table = np.array([rng.uniform(-1, 1, n_in + 1) for _ in range(n_out)]) / n_in**0.5
    return table[:, :-1], table[:, -1]
