# wrong: no activation
def q_star(sigma_w2, sigma_b2, activation):
    return sigma_b2 / (1 - sigma_w2) if sigma_w2 < 1 else 1.0
