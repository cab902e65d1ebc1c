# wrong: the std
def compromise(n_in, n_out):
    return np.sqrt(2 / (n_in + n_out))
