# wrong: the truth value of each output, with lists
def connections(layer, n_in):
    ys = [layer(row) for row in np.identity(n_in)]
    return [[bool(y[k]) for y in ys] for k in range(len(ys[0]))]
