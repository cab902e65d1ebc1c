# wrong: hermgauss as it comes, points and weights
def gain(activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    return 1 / np.sqrt(w @ activation(x) ** 2)
