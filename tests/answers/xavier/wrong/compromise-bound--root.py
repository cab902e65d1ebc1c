# wrong: the bound itself
def compromise(n_in, n_out):
    return np.sqrt(6 / (n_in + n_out))
