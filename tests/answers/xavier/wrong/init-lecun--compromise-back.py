# wrong: backward only
def compromise(n_in, n_out):
    return 1 / n_out
