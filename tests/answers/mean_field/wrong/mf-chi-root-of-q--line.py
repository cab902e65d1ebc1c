# wrong: slope at q u
def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    low, high = 0.5, 8.0
    for _ in range(24):
        sigma_w2 = (low + high) / 2
        q = 1.0
        for _ in range(45):
            q = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2
        low, high = (sigma_w2, high) if sigma_w2 * np.sum(p * d_activation(q * u) ** 2) < 1 else (low, sigma_w2)
    return sigma_w2
