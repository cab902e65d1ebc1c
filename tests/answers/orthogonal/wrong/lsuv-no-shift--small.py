# wrong: a small mean is left
def lsuv(net, X, tol=0.01, max_iter=10):
    x, scaled = X, []
    for layer in net:
        W, b = layer["W"], layer["b"]
        for _ in range(max_iter):
            std = (x @ W + b).std()
            if abs(std - 1) <= tol:
                break
            W = W / std
        mean = (x @ W + b).mean()
        if abs(mean) > tol:
            b = b - mean
        scaled.append({**layer, "W": W, "b": b})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
