# wrong: the bias inside the root and outside
def q_star(sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q = 1.0
    for _ in range(250):
        q = sigma_w2 * np.sum(p * activation(np.sqrt(q + sigma_b2) * u) ** 2) + sigma_b2
    return q
