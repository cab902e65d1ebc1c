# wrong: 2 over the mean
def compromise(n_in, n_out):
    return 2 / ((n_in + n_out) / 2)
