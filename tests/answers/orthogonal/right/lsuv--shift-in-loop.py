# right: shifts after each division too, which leaves the std as it is
def lsuv(net, X, tol=0.01, max_iter=10):
    scaled, x = [], X
    for layer in net:
        W = layer["W"].copy()
        b = layer["b"] - np.average(x @ W + layer["b"])
        for _ in range(max_iter):
            size = np.sqrt(np.var(x @ W + b))
            if abs(size - 1) <= tol:
                break
            W /= size
            b = b - np.average(x @ W + b)
        scaled.append(layer | {"W": W, "b": b})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
