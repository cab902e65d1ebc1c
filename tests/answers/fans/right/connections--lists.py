def connections(layer, n_in):
    # lists all the way, rows = outputs
    before = list(layer([0.0] * n_in))
    table = [[False] * n_in for _ in before]
    for j in range(n_in):
        x = [0.0] * n_in
        x[j] = 5.0
        after = layer(x)
        for k in range(len(before)):
            table[k][j] = bool(after[k] != before[k])
    return table
