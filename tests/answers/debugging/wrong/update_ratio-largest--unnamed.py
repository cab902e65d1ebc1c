# wrong: the largest entries
def update_ratio(W, grad, lr):
    return lr * np.abs(grad).max() / np.abs(W).max()
