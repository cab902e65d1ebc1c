# wrong: larger fan decides
def compromise(n_in, n_out):
    return 1 / max(n_in, n_out)
