def critical_sigma_w2(sigma_b2, activation, d_activation):
    low, high = 0.5, 8.0
    for _ in range(26):
        sigma_w2 = (low + high) / 2
        if chi1(sigma_w2, sigma_b2, activation, d_activation) > 1:
            high = sigma_w2
        else:
            low = sigma_w2
    return sigma_w2
