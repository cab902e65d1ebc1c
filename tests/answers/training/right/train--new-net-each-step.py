def train(net, data, lr, steps, rng, batch=32):
    X, y = data
    curve = np.empty(steps)
    for step in range(steps):
        pick = rng.permutation(len(X))[:batch]
        outputs = forward(net, X[pick])
        curve[step], delta = loss_and_delta(outputs[-1], y[pick])
        net = [{"W": layer["W"] - lr * g["W"], "b": layer["b"] - lr * g["b"],
                "activation": layer["activation"]}
               for layer, g in zip(net, backward(net, outputs, delta))]
    return curve
