# wrong: the list holds z, not f(z)
def forward(net, X):
    f = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0), "linear": lambda z: z}
    outputs, a = [X], X
    for layer in net:
        outputs.append(a @ layer["W"] + layer["b"])
        a = f[layer["activation"]](outputs[-1])
    return outputs
