def gain(activation):
    # Gauss-Legendre on both sides of zero
    x, w = np.polynomial.legendre.leggauss(150)
    u = 5 * (x + 1)
    p = 5 * w * np.exp(-u * u / 2) / np.sqrt(2 * np.pi)
    second = p @ (activation(u) ** 2 + activation(-u) ** 2)
    return 1 / second**0.5
