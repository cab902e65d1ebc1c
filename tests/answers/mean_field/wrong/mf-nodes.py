# wrong: points of hermgauss as they are
def q_map(q, sigma_w2, sigma_b2, activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    return sigma_w2 * np.sum(w * activation(np.sqrt(q) * x) ** 2) / np.sqrt(np.pi) + sigma_b2
