# wrong: weights over update
def update_ratio(W, grad, lr):
    return np.linalg.norm(W) / np.linalg.norm(lr * grad)
