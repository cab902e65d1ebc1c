# wrong: std under the root
def uniform_bound(std):
    return np.sqrt(3 * std)
