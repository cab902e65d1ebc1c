# wrong: stops when a layer changes the size by less than 0.0001
def q_star(sigma_w2, sigma_b2, activation):
    u = np.linspace(-10, 10, 400)
    share = np.exp(-(u**2) / 2)
    share /= np.sum(share)
    q, last = 1.0, 0.0
    while abs(q - last) > 1e-4:
        q, last = sigma_w2 * np.sum(share * activation(np.sqrt(q) * u) ** 2) + sigma_b2, q
    return q
