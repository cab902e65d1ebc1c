# wrong: asks if the output is nonzero, which the bias makes true always
def connections(layer, n_in):
    cols = []
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        cols.append(layer(x) != 0)
    return np.column_stack(cols)
