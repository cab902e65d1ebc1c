# wrong: a list of index pairs
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    found = []
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        for k in np.flatnonzero(layer(x) != base):
            found.append((k, j))
    return found
