# wrong: multiplies by sigma, not by its square
def relu_moments(sigma):
    return 0.5 * sigma, (0.5 - 0.5 / np.pi) * sigma
