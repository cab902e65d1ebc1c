# wrong: slope of the map of q
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()

    def step(q):
        return sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2

    q = 1.0
    for _ in range(230):
        q = step(q)
    return (step(q + 1e-5 * q) - step(q - 1e-5 * q)) / (2e-5 * q)
