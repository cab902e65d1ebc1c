def q_map(q, sigma_w2, sigma_b2, activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    values = activation(np.sqrt(2 * q) * x) ** 2
    return sigma_w2 * np.sum(w * values) / np.sqrt(np.pi) + sigma_b2
