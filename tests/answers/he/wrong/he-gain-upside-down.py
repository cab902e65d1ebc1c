# wrong: the rms of f(z)
def gain(activation):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    w = w / np.sqrt(2 * np.pi)
    return np.sqrt(np.sum(w * activation(z) ** 2))
