# wrong: the mean of the fans rounded down to a whole number
def compromise(n_in, n_out):
    return 1 / ((n_in + n_out) // 2)
