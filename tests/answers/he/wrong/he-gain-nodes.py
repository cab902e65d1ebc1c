# wrong: hermgauss without the root of two
def gain(activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    return 1 / np.sqrt(np.sum(w * activation(x) ** 2) / np.sqrt(np.pi))
