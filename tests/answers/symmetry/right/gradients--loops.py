import math

def gradients(params, X, y):
    W, b, v, c = params["W"], params["b"], params["v"], params["c"]
    dW, db, dv, dc = np.zeros_like(W), np.zeros(len(b)), np.zeros(len(v)), 0.0
    for x, t in zip(X, y):
        h = [math.tanh(sum(W[j][i] * x[i] for i in range(len(x))) + b[j]) for j in range(len(b))]
        p = 1 / (1 + math.exp(-(sum(h[j] * v[j] for j in range(len(b))) + c)))
        dc += p - t
        for j in range(len(b)):
            dv[j] += (p - t) * h[j]
            db[j] += (p - t) * v[j] * (1 - h[j] ** 2)
            dW[j] += (p - t) * v[j] * (1 - h[j] ** 2) * x
    n = len(X)
    return {"W": dW / n, "b": db / n, "v": dv / n, "c": dc / n}
