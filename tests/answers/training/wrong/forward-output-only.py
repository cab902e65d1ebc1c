# wrong: what comes out at the end
def forward(net, X):
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs = [X]
    for layer in net:
        outputs.append(f[layer["activation"]](outputs[-1] @ layer["W"] + layer["b"]))
    return outputs[-1]
