# wrong: a ReLU that is off passes half
def backward(net, outputs, delta):
    grads = []
    for k in reversed(range(len(net))):
        a = outputs[k + 1]
        slope = {"tanh": 1 - a**2, "relu": np.where(a > 0, 1, 0.5), "linear": 1}[net[k]["activation"]]
        dz = delta * slope
        grads.append({"W": outputs[k].T @ dz, "b": dz.sum(axis=0)})
        delta = dz @ net[k]["W"].T
    return grads[::-1]
