# wrong: √3 rounded
def uniform_bound(std):
    return 1.73 * std
