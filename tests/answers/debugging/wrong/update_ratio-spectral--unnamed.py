# wrong: the largest singular values in place of the rms.
def update_ratio(W, grad, lr):
    return float(lr * np.linalg.norm(grad, 2) / np.linalg.norm(W, 2))
