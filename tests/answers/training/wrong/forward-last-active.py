# wrong: every layer with the first one's activation
def forward(net, X):
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs = [X]
    for layer in net:
        outputs.append(f[net[0]["activation"] if len(net) > 1 else "linear"](outputs[-1] @ layer["W"] + layer["b"]))
    return outputs
