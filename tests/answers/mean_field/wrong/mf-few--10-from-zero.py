# wrong: 10 steps from 0
def q_star(sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q = 0.0
    for _ in range(10):
        q = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2
    return q
