# wrong: only looks whether the output grew
def connections(layer, n_in):
    y0 = layer(np.zeros(n_in))
    out = np.zeros((len(y0), n_in), dtype=bool)
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        out[:, j] = layer(x) > y0
    return out
