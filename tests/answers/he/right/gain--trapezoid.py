def gain(activation):
    z = np.linspace(-9, 9, 20001)
    y = activation(z) ** 2 * np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    step = z[1] - z[0]
    integral = step * (y.sum() - 0.5 * y[0] - 0.5 * y[-1])
    return float(integral**-0.5)
