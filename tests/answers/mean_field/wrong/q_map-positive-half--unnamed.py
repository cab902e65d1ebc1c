# wrong: only half of the line
def q_map(q, sigma_w2, sigma_b2, activation):
    u = np.linspace(0, 10, 400)
    p = np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi)
    return sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) * (u[1] - u[0]) + sigma_b2
