# wrong: the mean fan
def compromise(n_in, n_out):
    return (n_in + n_out) / 2
