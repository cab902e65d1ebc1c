# wrong: a tuple
def gradients(params, X, y):
    h = np.tanh(X @ params["W"].T + params["b"])
    p = 1 / (1 + np.exp(-(h @ params["v"] + params["c"])))
    delta = (p - y) / len(y)
    inner = delta[:, None] * params["v"] * (1 - h**2)
    return inner.T @ X, inner.sum(axis=0), delta @ h, delta.sum()
