# wrong: divides
def uniform_bound(std):
    return std / np.sqrt(3)
