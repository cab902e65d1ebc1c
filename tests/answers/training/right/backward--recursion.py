def backward(net, outputs, delta):
    if not net:
        return []
    last, a, x = net[-1], outputs[-1], outputs[-2]
    slope = {"tanh": 1 - np.square(a), "relu": np.sign(np.maximum(a, 0)), "linear": 1.0}
    dz = slope[last["activation"]] * delta
    grad = {"W": np.einsum("ni,nj->ij", x, dz), "b": np.ones(len(x)) @ dz}
    return backward(net[:-1], outputs[:-1], dz @ last["W"].T) + [grad]
