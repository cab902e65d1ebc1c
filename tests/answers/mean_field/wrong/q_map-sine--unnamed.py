# wrong: sine whatever the activation
def q_map(q, sigma_w2, sigma_b2, activation):
    return sigma_w2 * (1 - np.exp(-2 * q)) / 2 + sigma_b2
