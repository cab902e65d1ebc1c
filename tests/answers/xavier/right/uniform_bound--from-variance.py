def uniform_bound(std):
    variance = std ** 2
    return (3 * variance) ** 0.5
