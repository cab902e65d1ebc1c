# wrong: multiplies the fans
def compromise(n_in, n_out):
    return 1 / (n_in * n_out)
