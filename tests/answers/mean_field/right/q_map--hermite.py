def q_map(q, sigma_w2, sigma_b2, activation):
    x, w = np.polynomial.hermite_e.hermegauss(120)
    w = w / w.sum()
    z = np.sqrt(q) * x
    return float(w @ activation(z) ** 2) * sigma_w2 + sigma_b2
