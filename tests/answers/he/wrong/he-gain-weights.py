# wrong: weights of hermegauss as they come
def gain(activation):
    z, w = np.polynomial.hermite_e.hermegauss(100)
    return 1 / np.sqrt(np.sum(w * activation(z) ** 2))
