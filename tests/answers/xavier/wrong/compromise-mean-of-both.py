# wrong: averages 1/n_in and 1/n_out
def compromise(n_in, n_out):
    return (1 / n_in + 1 / n_out) / 2
