# wrong: max_iter for the whole net, not for each layer
def lsuv(net, X, tol=0.01, max_iter=10):
    x, scaled, done = X, [], 0
    for layer in net:
        W, b = layer["W"], layer["b"]
        while done < max_iter and abs((x @ W + b).std() - 1) > tol:
            W = W / (x @ W + b).std()
            done += 1
        b = b - (x @ W + b).mean()
        scaled.append({**layer, "W": W, "b": b})
        x = ACTIVATIONS[layer["activation"]].f(x @ W + b)
    return scaled
