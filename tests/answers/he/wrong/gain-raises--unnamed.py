# wrong: looks for a derivative that is not there
def gain(activation):
    return 1 / np.sqrt(np.mean(activation.derivative(0.0) ** 2))
