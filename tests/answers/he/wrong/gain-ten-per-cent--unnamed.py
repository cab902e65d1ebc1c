# wrong: ten per cent too large
def gain(activation):
    z = np.linspace(-8, 8, 2001)
    w = np.exp(-z**2 / 2)
    return 1.1 / np.sqrt(np.sum(w * activation(z) ** 2) / w.sum())
