def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    def factor(sigma_w2):
        q, last = 1.0, 0.0
        while abs(q - last) > 1e-11:
            q, last = sigma_w2 * np.sum(p * activation(np.sqrt(q) * u) ** 2) + sigma_b2, q
        return sigma_w2 * np.sum(p * d_activation(np.sqrt(q) * u) ** 2)

    low, high = 0.5, 8.0
    while high - low > 1e-7:
        middle = (low + high) / 2
        if factor(middle) < 1:
            low = middle
        else:
            high = middle
    return (low + high) / 2
