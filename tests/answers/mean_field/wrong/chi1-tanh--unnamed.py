# wrong: tanh whatever the activation
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q = 1.0
    for _ in range(300):
        q = sigma_w2 * np.sum(p * np.tanh(np.sqrt(q) * u) ** 2) + sigma_b2
    return sigma_w2 * np.sum(p / np.cosh(np.sqrt(q) * u) ** 4)
