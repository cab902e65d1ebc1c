def update_ratio(W, grad, lr):
    new = W - lr * grad
    change = new - W
    return np.sqrt((change**2).mean() / (W**2).mean())
