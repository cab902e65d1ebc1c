# wrong: a density without its factor
def q_star(sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    q = 1.0
    for _ in range(100):
        q = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) * 0.05 + sigma_b2
    return q
