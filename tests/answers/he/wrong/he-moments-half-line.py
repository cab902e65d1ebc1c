# wrong: averages over positive z only, as of a half-normal variable
def relu_moments(sigma):
    mean = sigma * np.sqrt(2 / np.pi)
    return sigma**2, sigma**2 - mean**2
