def critical_sigma_w2(sigma_b2, activation, d_activation):
    u = np.linspace(-10, 10, 401)
    p = np.exp(-(u**2) / 2)
    p /= p.sum()
    # q in smaller and smaller steps, up to where the bias is passed
    q, step = 0.0, 1.0
    while step > 1e-9:
        z = np.sqrt(q + step) * u
        sigma_w2 = 1 / np.sum(p * d_activation(z) ** 2)
        if q + step - sigma_w2 * np.sum(p * activation(z) ** 2) > sigma_b2:
            step /= 2
        else:
            q += step
    return sigma_w2
