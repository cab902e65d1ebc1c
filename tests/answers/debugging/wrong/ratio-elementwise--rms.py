# wrong: a ratio for each weight, then the rms
def update_ratio(W, grad, lr):
    return np.sqrt(np.mean((lr * grad / W) ** 2))
