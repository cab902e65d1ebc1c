def relu_moments(sigma):
    x, w = np.polynomial.legendre.leggauss(80)
    z = sigma * 5 * (x + 1)
    w = w * np.exp(-z**2 / (2 * sigma**2))
    w = w / (2 * w.sum())
    m = np.sum(w * z)
    return np.sum(w * z**2), np.sum(w * z**2) - m**2
