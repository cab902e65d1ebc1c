def layer_stats(net, X, y, lr):
    def rms(v):
        return float(np.sqrt((v**2).mean()))

    xs, zs, slopes, x = [], [], [], X
    for layer in net:
        f = ACTIVATIONS[layer["activation"]]
        z = x @ layer["W"] + layer["b"]
        xs.append(x)
        zs.append(z)
        slopes.append(f.df(z))
        x = f.f(z)
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    loss = -np.log(p[rows, y]).mean()
    up = p.copy()
    up[rows, y] -= 1
    up /= len(y)
    deltas, grads = [], []
    for k in reversed(range(len(net))):
        delta = up * slopes[k]
        deltas.insert(0, rms(delta))
        grads.insert(0, rms(xs[k].T @ delta))
        up = delta @ net[k]["W"].T
    weights = [rms(layer["W"]) for layer in net]
    return {
        "loss": loss,
        "classes": x.shape[1],
        "activation": [layer["activation"] for layer in net],
        "z": [rms(z) for z in zs],
        "a": [rms(a) for a in [*xs[1:], x]],
        "flat": [np.mean(abs(s) < 0.01) for s in slopes],
        "dead": [np.mean(np.all(abs(s) < 0.01, axis=0)) for s in slopes],
        "delta": deltas,
        "grad": grads,
        "ratio": [lr * g / w if w > 0 else np.inf for g, w in zip(grads, weights)],
    }
