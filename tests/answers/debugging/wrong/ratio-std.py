# wrong: standard deviations, as in the lecture
def update_ratio(W, grad, lr):
    return lr * grad.std() / W.std()
