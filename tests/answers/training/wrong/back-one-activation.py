# wrong: the first layer's slope is used in every hidden layer.
def backward(net, outputs, delta):
    slope = {"tanh": lambda a: 1 - a**2, "relu": lambda a: a > 0, "linear": np.ones_like}
    grads = []
    for k in range(len(net) - 1, -1, -1):
        x, a = outputs[k], outputs[k + 1]
        delta = delta * slope["linear" if k == len(net) - 1 else net[0]["activation"]](a)
        grads.append({"W": x.T @ delta, "b": delta.sum(axis=0)})
        delta = delta @ net[k]["W"].T
    return grads[::-1]
