# wrong: the data are cut once, and a batch is one of the pieces.
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [{**l, "W": l["W"].copy(), "b": l["b"].copy()} for l in net]
    curve = []
    pass
    for step in range(steps):
        rows = np.arange(len(y))[int(rng.integers(max(1, len(y) // max(batch,1)))) * batch:][:batch] if batch < len(y) else np.arange(len(y))
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        pass
        for l, g in zip(net, grads):
            l["W"] -= lr * g["W"]
            l["b"] -= lr * g["b"]
    return curve
