# wrong: forgets c
def gradients(params, X, y):
    h = np.tanh(X @ params["W"].T + params["b"])
    p = 1 / (1 + np.exp(-(h @ params["v"] + params["c"])))
    delta = (p - y) / len(y)
    inner = delta[:, None] * params["v"] * (1 - h**2)
    return {"W": inner.T @ X, "b": inner.sum(axis=0), "v": delta @ h}
