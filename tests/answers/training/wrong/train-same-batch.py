# wrong: drawn once, before the loop
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [dict(layer, W=layer["W"].copy(), b=layer["b"].copy()) for layer in net]
    curve = []
    rows = rng.choice(len(y), min(batch, len(y)), replace=False)
    for step in range(steps):
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        for layer, grad in zip(net, grads):
            layer["W"] -= lr * grad["W"]
            layer["b"] -= lr * grad["b"]
    return curve
