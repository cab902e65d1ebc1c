# wrong: divides before it looks
def lsuv(net, X, tol=0.01, max_iter=10):
    x, scaled = X, []
    for layer in net:
        W, b = layer["W"], layer["b"]
        for _ in range(max_iter):
            W = W / (x @ W + b).std()
            if abs((x @ W + b).std() - 1) <= tol:
                break
        b = b - (x @ W + b).mean()
        scaled.append({**layer, "W": W, "b": b})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
