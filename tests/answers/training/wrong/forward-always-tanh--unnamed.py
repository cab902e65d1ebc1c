# wrong: tanh whatever the layer says, but in the last
def forward(net, X):
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs = [X]
    for layer in net:
        outputs.append((lambda z: z if layer is net[-1] else np.tanh(z))(outputs[-1] @ layer["W"] + layer["b"]))
    return outputs
