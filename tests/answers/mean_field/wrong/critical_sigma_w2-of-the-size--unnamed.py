# wrong: the slope of the map of the size is 1
def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 400)
    share = np.exp(-(u**2) / 2)
    share /= np.sum(share)

    def slope(w):
        q = 1.0
        for _ in range(200):
            q = w * np.sum(share * activation(np.sqrt(q) * u) ** 2) + sigma_b2
        z = np.sqrt(q) * u
        return w * np.sum(share * u * activation(z) * d_activation(z)) / np.sqrt(q)

    low, high = 0.5, 8.0
    for _ in range(40):
        w = (low + high) / 2
        low, high = (w, high) if slope(w) < 1 else (low, w)
    return w
