def connections(layer, n_in):
    base = np.asarray(layer(np.ones(n_in)))
    out = np.zeros((base.size, n_in), int)
    for j in range(n_in):
        v = np.ones(n_in)
        v[j] = -3
        out[:, j] = ~np.isclose(layer(v), base)
    return out
