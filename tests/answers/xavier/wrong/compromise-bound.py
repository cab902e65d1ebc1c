# wrong: 6 from the uniform law
def compromise(n_in, n_out):
    return 6 / (n_in + n_out)
