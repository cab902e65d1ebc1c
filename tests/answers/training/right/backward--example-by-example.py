def backward(net, outputs, delta):
    grads = [{"W": np.zeros_like(layer["W"]), "b": np.zeros_like(layer["b"])} for layer in net]
    for i in range(len(delta)):
        d = delta[i]
        for k in reversed(range(len(net))):
            a = outputs[k + 1][i]
            kind = net[k]["activation"]
            d = d * (1 - a**2 if kind == "tanh" else (a > 0) if kind == "relu" else 1)
            grads[k]["W"] += np.outer(outputs[k][i], d)
            grads[k]["b"] += d
            d = net[k]["W"] @ d
    return grads
