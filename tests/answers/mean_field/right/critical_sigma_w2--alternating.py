# right: the two equations of the line in turn, until neither moves
def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-9, 9, 901)
    share = np.exp(-u * u / 2) / np.exp(-u * u / 2).sum()
    q, last = sigma_b2 + 0.5, -1.0
    while abs(q - last) > 1e-12:
        z = np.sqrt(q) * u
        sigma_w2 = 1 / (share @ np.square(d_activation(z)))
        q, last = sigma_w2 * (share @ np.square(activation(z))) + sigma_b2, q
    return sigma_w2
