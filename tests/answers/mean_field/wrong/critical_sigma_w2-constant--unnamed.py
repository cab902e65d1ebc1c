# wrong: the same for all
def critical_sigma_w2(sigma_b2, activation, d_activation):
    return 1.761
