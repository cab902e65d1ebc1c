def connections(layer, n_in):
    x = np.zeros(n_in)
    y0 = layer(x)
    n_out = len(y0)
    result = np.zeros((n_out, n_in), dtype=bool)
    for j in range(n_in):
        x[j] += 1
        y = layer(x)
        for k in range(n_out):
            if y[k] != y0[k]:
                result[k, j] = True
        x[j] -= 1      # put it back
    return result
