def lsuv(net, X, tol=0.01, max_iter=10):
    x, result = X, []
    for layer in net:
        product, factor = x @ layer["W"], 1.0
        for _ in range(max_iter):
            std = np.sqrt(np.var(factor * product + layer["b"]))
            if abs(std - 1) <= tol:
                break
            factor /= std
        shift = (factor * product + layer["b"]).mean()
        result.append({"activation": layer["activation"], "b": layer["b"] - shift, "W": factor * layer["W"]})
        x = ACTIVATIONS[layer["activation"]].f(factor * product + layer["b"] - shift)
    return tuple(result)
