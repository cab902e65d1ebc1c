# wrong: weights of hermegauss as they are
def q_map(q, sigma_w2, sigma_b2, activation):
    x, w = np.polynomial.hermite_e.hermegauss(100)
    return sigma_w2 * np.sum(w * activation(np.sqrt(q) * x) ** 2) + sigma_b2
