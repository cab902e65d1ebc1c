# a table of 0.0 and 1.0, filled column by column
def connections(layer, n_in):
    start = layer(np.zeros(n_in))
    table = np.zeros((len(start), n_in))
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1.0
        table[:, j] = layer(x) != start
    return table
