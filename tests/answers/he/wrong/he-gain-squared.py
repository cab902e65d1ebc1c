# wrong: no root
def gain(activation):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    w = w / np.sqrt(2 * np.pi)
    return 1 / np.sum(w * activation(z) ** 2)
