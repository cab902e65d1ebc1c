# wrong: the mean of delta for the biases
def backward(net, outputs, delta):
    grads = []
    for k in reversed(range(len(net))):
        a = outputs[k + 1]
        slope = {"tanh": 1 - a**2, "relu": a > 0, "linear": 1}[net[k]["activation"]]
        dz = delta * slope
        grads.append({"W": outputs[k].T @ dz, "b": dz.mean(axis=0)})
        delta = dz @ net[k]["W"].T
    return grads[::-1]
