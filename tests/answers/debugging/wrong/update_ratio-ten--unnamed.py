# wrong: ten per cent too large
def update_ratio(W, grad, lr):
    return 1.1 * lr * np.linalg.norm(grad) / np.linalg.norm(W)
