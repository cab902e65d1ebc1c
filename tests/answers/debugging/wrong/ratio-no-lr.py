# wrong: the gradient over the weights
def update_ratio(W, grad, lr):
    return np.linalg.norm(grad) / np.linalg.norm(W)
