# wrong: the step before is added
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [dict(layer, W=layer["W"].copy(), b=layer["b"].copy()) for layer in net]
    curve = []
    speed = [{"W": 0 * layer["W"], "b": 0 * layer["b"]} for layer in net]
    for step in range(steps):
        rows = rng.choice(len(y), min(batch, len(y)), replace=False)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        grads = backward(net, outputs, delta)
        for grad, v in zip(grads, speed):
            for key in v:
                v[key] = 0.9 * v[key] + grad[key]
        for layer, grad in zip(net, speed):
            layer["W"] -= lr * grad["W"]
            layer["b"] -= lr * grad["b"]
    return curve
