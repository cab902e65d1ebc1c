# wrong: 3 instead of its root
def uniform_bound(std):
    return 3 * std
