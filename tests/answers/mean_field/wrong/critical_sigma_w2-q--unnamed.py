# wrong: q* returned
def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    low, high = 0.0, 50.0
    for _ in range(50):
        q = (low + high) / 2
        sigma_w2 = 1 / np.sum(p * d_activation(np.sqrt(q) * u) ** 2)
        low, high = (q, high) if q - sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) < sigma_b2 else (low, q)
    return q
