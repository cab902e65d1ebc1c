def q_map(q, sigma_w2, sigma_b2, activation):
    total = weights = 0.0
    for k in range(-80, 81):
        u = k / 10
        weight = np.exp(-u * u / 2)
        weights += weight
        total += weight * float(activation(np.array([q**0.5 * u]))[0]) ** 2
    return sigma_b2 + sigma_w2 * total / weights
