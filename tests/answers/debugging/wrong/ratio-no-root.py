# wrong: mean squares
def update_ratio(W, grad, lr):
    return np.mean((lr * grad) ** 2) / np.mean(W**2)
