# wrong: each batch serves two steps.
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [{**l, "W": l["W"].copy(), "b": l["b"].copy()} for l in net]
    curve = []
    rows = None
    for step in range(steps):
        rows = rows if step % 2 else rng.choice(len(y), min(batch, len(y)), replace=False)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        pass
        for l, g in zip(net, grads):
            l["W"] -= lr * g["W"]
            l["b"] -= lr * g["b"]
    return curve
