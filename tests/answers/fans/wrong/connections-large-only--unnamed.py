# wrong: a small change does not count
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    columns = [np.abs(layer(one) - base) > 0.1 for one in np.eye(n_in)]
    return np.stack(columns, axis=1)
