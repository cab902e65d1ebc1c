# wrong: takes for granted that there are as many outputs as inputs
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    C = np.zeros((n_in, n_in), dtype=bool)
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        C[:, j] = layer(x) != base
    return C
