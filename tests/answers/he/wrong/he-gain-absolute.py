# wrong: mean of the absolute values
def gain(activation):
    z = np.linspace(-10, 10, 100_000)
    w = np.exp(-z**2 / 2)
    w = w / w.sum()
    return 1 / np.sum(w * np.abs(activation(z)))
