# wrong: product of the gains 1
def compromise(n_in, n_out):
    return 1 / np.sqrt(n_in * n_out)
