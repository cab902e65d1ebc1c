def critical_sigma_w2(sigma_b2, activation, d_activation):
    x, w = np.polynomial.hermite_e.hermegauss(120)
    w = w / w.sum()

    def weights_at(q):
        return 1 / (w @ d_activation(np.sqrt(q) * x) ** 2)

    below, above = 0.0, 40.0
    for _ in range(45):
        q = (below + above) / 2
        if q - weights_at(q) * (w @ activation(np.sqrt(q) * x) ** 2) > sigma_b2:
            above = q
        else:
            below = q
    return float(weights_at((below + above) / 2))
