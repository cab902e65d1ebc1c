# wrong: from the last layer to the first
def lsuv(net, X, tol=0.01, max_iter=10):
    net = [dict(layer) for layer in net]
    for k in reversed(range(len(net))):
        for _ in range(max_iter + 1):
            x = X
            for layer in net[: k + 1]:
                z = x @ layer["W"] + layer["b"]
                x = ACTIVATIONS[layer["activation"]].f(z)
            if abs(z.std() - 1) <= tol or _ == max_iter:
                break
            net[k]["W"] = net[k]["W"] / z.std()
        net[k]["b"] = net[k]["b"] - z.mean()
    return net
