# wrong: only the last two layers are reached
def backward(net, outputs, delta):
    grads = []
    for k in reversed(range(max(0, len(net) - 2), len(net))):
        a = outputs[k + 1]
        slope = {"tanh": 1 - a**2, "relu": a > 0, "linear": 1}[net[k]["activation"]]
        dz = delta * slope
        grads.append({"W": outputs[k].T @ dz, "b": dz.sum(axis=0)})
        delta = dz @ net[k]["W"].T
    more = [{"W": 0 * layer["W"], "b": 0 * layer["b"]} for layer in net[:-2]]
    return more + grads[::-1]
