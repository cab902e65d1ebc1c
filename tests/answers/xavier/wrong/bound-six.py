# wrong: the 6 of Xavier's formula
def uniform_bound(std):
    return np.sqrt(6) * std
