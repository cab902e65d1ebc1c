def residual_scale(n_layers, branches_per_layer=2):
    squares = np.ones((n_layers, branches_per_layer))
    for _ in range(60):
        squares = squares / squares.sum()
    return np.sqrt(squares[0, 0])
