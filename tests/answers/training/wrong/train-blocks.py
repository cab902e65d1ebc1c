# wrong: a batch is a block of neighbours at a random place.
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [{**l, "W": l["W"].copy(), "b": l["b"].copy()} for l in net]
    curve = []
    pass
    for step in range(steps):
        rows = (int(rng.integers(len(y))) + np.arange(min(batch, len(y)))) % len(y)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        pass
        for l, g in zip(net, grads):
            l["W"] -= lr * g["W"]
            l["b"] -= lr * g["b"]
    return curve
