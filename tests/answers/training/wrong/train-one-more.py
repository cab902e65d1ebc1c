# wrong: the last loss too
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [dict(layer, W=layer["W"].copy(), b=layer["b"].copy()) for layer in net]
    curve = []
    for step in range(steps):
        rows = rng.choice(len(y), min(batch, len(y)), replace=False)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        for layer, grad in zip(net, grads):
            layer["W"] -= lr * grad["W"]
            layer["b"] -= lr * grad["b"]
    curve.append(loss_and_delta(forward(net, X[rows])[-1], y[rows])[0])
    return curve
