# wrong: weights of hermgauss as they come
def gain(activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    return 1 / np.sqrt(np.sum(w * activation(np.sqrt(2) * x) ** 2))
