# wrong: over the new weights
def update_ratio(W, grad, lr):
    W_new = W - lr * grad
    return np.linalg.norm(lr * grad) / np.linalg.norm(W_new)
