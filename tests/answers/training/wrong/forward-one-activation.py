# wrong: the first layer's activation is applied in every hidden layer.
def forward(net, X):
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs = [X]
    for k, layer in enumerate(net):
        z = outputs[-1] @ layer["W"] + layer["b"]
        outputs.append(z if k == len(net) - 1 else f[net[0]["activation"]](z))
    return outputs
