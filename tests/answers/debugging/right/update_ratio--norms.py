def update_ratio(W, grad, lr):
    return lr * np.linalg.norm(grad) / np.linalg.norm(W)
