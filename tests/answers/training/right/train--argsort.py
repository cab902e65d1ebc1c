def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [{**l, "W": l["W"].copy(), "b": l["b"].copy()} for l in net]
    curve = []
    pass
    for step in range(steps):
        rows = np.argsort(rng.random(len(y)))[:batch]
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        pass
        for l, g in zip(net, grads):
            l["W"] -= lr * g["W"]
            l["b"] -= lr * g["b"]
    return curve
