# wrong: b², not b
def uniform_bound(std):
    return 3 * std ** 2
