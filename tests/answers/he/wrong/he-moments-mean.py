# wrong: forgets to square the mean
def relu_moments(sigma):
    mean = sigma / np.sqrt(2 * np.pi)
    return sigma**2 / 2, sigma**2 / 2 - mean
