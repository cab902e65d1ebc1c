def forward(net, X):
    outputs, a = [X], X
    for layer in net:
        z = np.dot(a, layer["W"]) + layer["b"]
        if layer["activation"] == "relu":
            a = z * (z > 0)
        elif layer["activation"] == "tanh":
            a = (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)
        else:
            a = z
        outputs.append(a)
    return outputs
