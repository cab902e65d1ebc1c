def lsuv(net, X, tol=0.01, max_iter=10):
    import copy

    net = copy.deepcopy(net)

    def run(upto):
        x = X
        for k in range(upto + 1):
            z = x @ net[k]["W"] + net[k]["b"]
            x = ACTIVATIONS[net[k]["activation"]].f(z)
        return z

    for k, layer in enumerate(net):
        for _ in range(max_iter):
            std = run(k).std()
            if abs(std - 1) > tol:
                layer["W"] /= std
            else:
                break
        layer["b"] -= run(k).mean()
    return net
