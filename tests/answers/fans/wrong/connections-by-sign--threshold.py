# wrong: compares the difference with a small number, without the absolute value
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    return np.stack([layer(e) - base > 1e-8 for e in np.eye(n_in)], axis=1)
