# right: one layer, then the rest of the net
def lsuv(net, X, tol=0.01, max_iter=10):
    if not net:
        return []
    layer = dict(net[0])
    left = max_iter
    while left and abs(np.std(X @ layer["W"] + layer["b"]) - 1) > tol:
        layer["W"] = layer["W"] / np.std(X @ layer["W"] + layer["b"])
        left -= 1
    layer["b"] = layer["b"] - np.mean(X @ layer["W"] + layer["b"])
    f = ACTIVATIONS[layer["activation"]].f
    return [layer, *lsuv(net[1:], f(X @ layer["W"] + layer["b"]), tol, max_iter)]
