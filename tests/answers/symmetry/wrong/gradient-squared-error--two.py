# wrong: squared error, with its 2
def gradients(params, X, y):
    h = np.tanh(X @ params["W"].T + params["b"])
    p = 1 / (1 + np.exp(-(h @ params["v"] + params["c"])))
    delta = 2 * (p - y) * p * (1 - p) / len(y)
    inner = delta[:, None] * params["v"] * (1 - h**2)
    return {"W": inner.T @ X, "b": inner.sum(axis=0), "v": delta @ h, "c": delta.sum()}
