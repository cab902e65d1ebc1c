def gradients(params, X, y):
    total = {key: 0.0 * np.asarray(value) for key, value in params.items()}
    for x, target in zip(X, y):
        h = np.tanh(params["W"] @ x + params["b"])
        delta = 1 / (1 + np.exp(-(params["v"] @ h + params["c"]))) - target
        inner = delta * params["v"] * (1 - h**2)
        for key, one in {"W": np.outer(inner, x), "b": inner, "v": delta * h, "c": delta}.items():
            total[key] = total[key] + one / len(X)
    return {**total, "c": float(total["c"])}
