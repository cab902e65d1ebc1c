class Net:
    """Parameters scaled one after the other, until a signal of rms 1 leaves each layer with rms 1."""

    def __init__(self, spec, rng):
        self.rng = rng
        self.x = rng.normal(size=(32, *spec["input"]))
        self.blocks = sum(layer["kind"] == "residual" for layer in spec["layers"])

    def linear(self, layer, x, W):
        if layer["kind"] == "dense":
            return x.reshape(len(x), -1) @ W
        kh, kw = layer["kernel"]
        groups = np.split(x, layer["groups"], axis=1)
        out = []
        for xs, ws in zip(groups, np.split(W, layer["groups"], axis=0)):
            z = 0
            for i in range(kh):
                for j in range(kw):
                    moved = np.roll(xs, (kh // 2 - i, kw // 2 - j), axis=(2, 3))
                    z = z + np.einsum("bchw,oc->bohw", moved, ws[:, :, i, j])
            out.append(z)
        return np.concatenate(out, axis=1)

    def layer(self, layer, x, target=None):
        if layer["kind"] == "dense":
            W = self.rng.normal(size=(layer["n_in"], layer["n_out"]))
            units = layer["n_out"]
        else:
            W = self.rng.normal(size=(layer["c_out"], layer["c_in"] // layer["groups"], *layer["kernel"]))
            units = layer["c_out"]
        z = self.linear(layer, x, W)
        size = (target or 1.0) / np.sqrt(np.mean(z**2))
        W, z = W * size, z * size
        name = layer["activation"]
        a = np.where(z > 0, z, layer["negative_slope"] * z) if name == "leaky_relu" else ACTIVATIONS[name].f(z)
        return {"W": W, "b": np.zeros(units)}, a


def initialize(spec, rng):
    net, params, x = Net(spec, rng), [], None
    x = net.x
    for layer in spec["layers"]:
        if layer["kind"] != "residual":
            own, x = net.layer(layer, x)
            params.append(own)
            continue
        branch, y = [], x
        for part in layer["branch"]:
            last = part is layer["branch"][-1]
            own, y = net.layer(part, y, np.sqrt(1 / net.blocks) if last else None)
            branch.append(own)
        params.append(branch)
        x = x + y
    return params
