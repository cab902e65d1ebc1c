# wrong: prints the matrix and forgets to return it
def connections(layer, n_in):
    base = layer(np.zeros(n_in))
    columns = [layer(e) != base for e in np.eye(n_in)]
    print(np.stack(columns, axis=1))
