def backward(net, outputs, delta):
    grads = [None] * len(net)
    for k in range(len(net) - 1, -1, -1):
        a = outputs[k + 1]
        if net[k]["activation"] == "tanh":
            dz = delta * (1 - a * a)
        elif net[k]["activation"] == "relu":
            dz = np.where(a > 0, delta, 0.0)
        else:
            dz = delta
        grads[k] = dict(W=np.dot(outputs[k].T, dz), b=np.sum(dz, 0))
        delta = np.dot(dz, net[k]["W"].T)
    return grads
