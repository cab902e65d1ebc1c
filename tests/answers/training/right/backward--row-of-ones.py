def backward(net, outputs, delta):
    slope = {"tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0, "linear": np.ones_like}
    grads = []
    for k in range(len(net) - 1, -1, -1):
        x, a = outputs[k], outputs[k + 1]
        delta = delta * slope[net[k]["activation"]](a)
        grads.append({"W": x.T @ delta, "b": np.ones(len(delta)) @ delta})
        delta = delta @ net[k]["W"].T
    return grads[::-1]
