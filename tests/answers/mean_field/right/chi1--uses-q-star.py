def chi1(sigma_w2, sigma_b2, activation, d_activation):
    std = np.sqrt(q_star(sigma_w2, sigma_b2, activation))
    z = np.linspace(-9, 9, 700) * std
    density = np.exp(-0.5 * (z / std) ** 2)
    return sigma_w2 * np.average(d_activation(z) ** 2, weights=density)
