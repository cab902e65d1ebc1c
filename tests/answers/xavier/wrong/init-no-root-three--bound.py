# wrong: bound = std
def uniform_bound(std):
    return std
