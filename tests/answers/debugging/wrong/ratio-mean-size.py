# wrong: mean sizes
def update_ratio(W, grad, lr):
    return lr * np.abs(grad).mean() / np.abs(W).mean()
