def gain(activation):
    z = np.linspace(-10, 10, 4000)
    p = np.exp(-(z**2) / 2)
    p /= p.sum()
    return 1 / np.sqrt(np.sum(p * activation(z) ** 2))
