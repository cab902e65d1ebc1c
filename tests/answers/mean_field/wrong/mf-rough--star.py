# wrong: stops when a step changes less than a thousandth
def q_star(sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    q, last = 1.0, 0.0
    while abs(q - last) > 1e-4:
        q, last = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2, q
    return q
