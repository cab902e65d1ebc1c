# wrong: twice the positive half, right for odd functions
def gain(activation):
    z = np.linspace(0, 9, 4001)
    w = np.exp(-z**2 / 2)
    return 1 / np.sqrt(np.sum(w * activation(z) ** 2) / w.sum())
