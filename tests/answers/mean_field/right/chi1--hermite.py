def chi1(sigma_w2, sigma_b2, activation, d_activation):
    x, w = np.polynomial.hermite.hermgauss(100)
    w = w / np.sqrt(np.pi)
    low, high = 0.0, 50.0
    for _ in range(60):
        q = 0.5 * (low + high)
        grows = sigma_w2 * w @ activation(np.sqrt(2 * q) * x) ** 2 + sigma_b2 > q
        low, high = (q, high) if grows else (low, q)
    return float(sigma_w2 * (w @ d_activation(np.sqrt(2 * q) * x) ** 2))
