def gain(activation):
    x, w = np.polynomial.hermite.hermgauss(120)
    return 1 / np.sqrt(np.sum(w * activation(np.sqrt(2) * x) ** 2) / np.sqrt(np.pi))
