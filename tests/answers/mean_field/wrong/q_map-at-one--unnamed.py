# wrong: size 1 whatever comes in
def q_map(q, sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    return sigma_w2 * np.sum(p * activation(u) ** 2) + sigma_b2
