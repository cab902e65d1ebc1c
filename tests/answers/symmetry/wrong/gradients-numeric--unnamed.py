# wrong: by small steps, to four digits
def gradients(params, X, y):
    def loss(p):
        h = np.tanh(X @ p["W"].T + p["b"])
        z = h @ p["v"] + p["c"]
        return np.mean(np.logaddexp(0, z) - y * z)
    grads = {}
    for key, value in params.items():
        value = np.asarray(value, dtype=float)
        grad = np.zeros(value.shape)
        for at in np.ndindex(value.shape):
            step = np.zeros(value.shape)
            step[at] = 1e-3
            grad[at] = (loss({**params, key: value + step}) - loss(params)) / 1e-3
        grads[key] = grad if grad.shape else float(grad)
    return grads
