def update_ratio(W, grad, lr):
    steps = weights = 0.0
    for w_row, g_row in zip(W, grad):
        for w, g in zip(w_row, g_row):
            steps += (lr * g) ** 2
            weights += w**2
    return (steps / weights) ** 0.5
