# wrong: tanh whatever the activation
def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    low, high = 0.0, 50.0
    for _ in range(50):
        q = (low + high) / 2
        sigma_w2 = 1 / np.sum(p / np.cosh(np.sqrt(q) * u) ** 4)
        low, high = (q, high) if q - sigma_w2 * np.sum(p * np.tanh(np.sqrt(q) * u) ** 2) < sigma_b2 else (low, q)
    return sigma_w2
