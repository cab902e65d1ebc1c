def lsuv(net, X, tol=0.01, max_iter=10):
    def std_and_mean(x, W, b):
        z = x @ W + b
        mean = z.sum() / z.size
        return np.sqrt(((z - mean) ** 2).sum() / z.size), mean

    def layers(x, rest, k=0):
        if not rest:
            return []
        first, *rest = rest
        W, b, left = first["W"], first["b"], max_iter
        std, mean = std_and_mean(x, W, b)
        while left and abs(std - 1) > tol:
            W = W / std
            left -= 1
            std, mean = std_and_mean(x, W, b)
        b = b - mean
        a = ACTIVATIONS[first["activation"]].f(x @ W + b)
        return [{**first, "W": W, "b": b}, *layers(a, rest)]

    return layers(X, list(net))
