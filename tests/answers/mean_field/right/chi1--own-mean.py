def normal_mean(h):
    u = np.arange(-9, 9, 0.05)
    p = np.exp(-(u**2) / 2)
    return float(np.sum(h(u) * p) / np.sum(p))


def chi1(sigma_w2, sigma_b2, activation, d_activation):
    q = 1.0
    for _ in range(300):
        q = sigma_w2 * normal_mean(lambda u: activation(q**0.5 * u) ** 2) + sigma_b2
    return sigma_w2 * normal_mean(lambda u: d_activation(q**0.5 * u) ** 2)
