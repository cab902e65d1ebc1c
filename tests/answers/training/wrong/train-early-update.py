# wrong: each layer is updated before delta passes it
def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    net = [dict(layer, W=layer["W"].copy(), b=layer["b"].copy()) for layer in net]
    curve = []
    for step in range(steps):
        rows = rng.choice(len(y), min(batch, len(y)), replace=False)
        outputs = forward(net, X[rows])
        loss, delta = loss_and_delta(outputs[-1], y[rows])
        curve.append(loss)
        for k in reversed(range(len(net))):
            a = outputs[k + 1]
            slope = {"tanh": 1 - a**2, "relu": a > 0, "linear": 1}[net[k]["activation"]]
            dz = delta * slope
            net[k]["W"] -= lr * outputs[k].T @ dz
            net[k]["b"] -= lr * dz.sum(axis=0)
            delta = dz @ net[k]["W"].T
    return curve
