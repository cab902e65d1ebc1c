# wrong: upside down
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q = 1.0
    for _ in range(230):
        q = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2
    return 1 / (sigma_w2 * np.sum(p * d_activation(np.sqrt(q) * u) ** 2))
