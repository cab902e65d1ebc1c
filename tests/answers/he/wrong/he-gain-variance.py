# wrong: one over the standard deviation of f(z)
def gain(activation):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    w = w / np.sqrt(2 * np.pi)
    a = activation(z)
    return 1 / np.sqrt(np.sum(w * a**2) - np.sum(w * a) ** 2)
