# wrong: a dozen points
def gain(activation):
    z, w = np.polynomial.hermite_e.hermegauss(12)
    return 1 / np.sqrt(np.sum(w * activation(z) ** 2) / w.sum())
