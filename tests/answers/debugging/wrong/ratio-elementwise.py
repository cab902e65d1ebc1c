# wrong: a ratio for each weight
def update_ratio(W, grad, lr):
    return np.mean(np.abs(lr * grad / W))
