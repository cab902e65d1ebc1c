def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    Ws = [np.array(layer["W"]) for layer in net]
    bs = [np.array(layer["b"]) for layer in net]
    names = [layer["activation"] for layer in net]
    n = min(batch, len(y))
    curve = []
    for _ in range(steps):
        rows = rng.choice(len(y), size=n, replace=False, shuffle=False)
        acts = [X[rows]]
        for W, b, name in zip(Ws, bs, names):
            z = acts[-1] @ W + b
            acts.append(np.tanh(z) if name == "tanh" else np.maximum(z, 0) if name == "relu" else z)
        z = acts[-1] - acts[-1].max(axis=1, keepdims=True)
        log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        curve.append(-np.mean([log_p[i, k] for i, k in enumerate(y[rows])]))
        d = np.exp(log_p)
        d[range(n), y[rows]] -= 1
        d = d / n
        steps_W, steps_b = [], []
        for W, x, a, name in zip(Ws[::-1], acts[-2::-1], acts[:0:-1], names[::-1]):
            d = d * (1 - a**2) if name == "tanh" else d * (a > 0) if name == "relu" else d
            steps_W.insert(0, x.T @ d)
            steps_b.insert(0, d.sum(0))
            d = d @ W.T
        Ws = [W - lr * g for W, g in zip(Ws, steps_W)]
        bs = [b - lr * g for b, g in zip(bs, steps_b)]
    return curve
