# wrong: from end to end
def uniform_bound(std):
    return 12 ** 0.5 * std
