# wrong: q u in both averages
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q = 1.0
    for _ in range(230):
        q = sigma_w2 * np.sum(p * activation(q * u) ** 2) + sigma_b2
    return sigma_w2 * np.sum(p * d_activation(q * u) ** 2)
