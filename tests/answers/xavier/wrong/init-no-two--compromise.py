# wrong: forgets the 2
def compromise(n_in, n_out):
    return 1 / (n_in + n_out)
