# wrong: the slope at 0
def critical_sigma_w2(sigma_b2, activation, d_activation):
    return float(1 / d_activation(np.array([0.0]))[0] ** 2)
