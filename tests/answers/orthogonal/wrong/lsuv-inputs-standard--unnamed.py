# wrong: standardizes the batch first
def lsuv(net, X, tol=0.01, max_iter=10):
    x, scaled = (X - X.mean()) / X.std(), []
    for layer in net:
        W, b = layer["W"], layer["b"]
        for _ in range(max_iter):
            std = (x @ W + b).std()
            if abs(std - 1) <= tol:
                break
            W = W / std
        b = b - (x @ W + b).mean()
        scaled.append({**layer, "W": W, "b": b})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
