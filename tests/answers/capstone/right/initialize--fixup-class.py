class Fixup:
    """Zeros at the end of each branch, N^(-1/(2m-2)) within, and plain gains elsewhere."""

    GAINS = {"linear": 1.0, "relu": 2**0.5, "tanh": 1.5925, "gelu": 1.5335, "selu": 1.0}

    def __init__(self, spec, rng):
        self.rng = rng
        self.N = [layer["kind"] for layer in spec["layers"]].count("residual")

    def gain(self, activation, slope):
        return self.GAINS[activation] if slope is None else (2 / (1 + slope**2)) ** 0.5

    def weight(self, layer, gain):
        if layer["kind"] == "dense":
            shape, out = (layer["n_in"], layer["n_out"]), layer["n_out"]
            n = shape[0]
        else:
            a, b = layer["kernel"]
            out, n = layer["c_out"], layer["c_in"] // layer["groups"] * a * b
            shape = (out, n // (a * b), a, b)
        return {"W": gain / n**0.5 * self.rng.normal(size=shape), "b": np.zeros(out)}

    def chain(self, layers, scale=1.0):
        gain, result = 1.0, []
        for layer in layers:
            if layer["kind"] == "residual":
                m = len(layer["branch"])
                s = self.N ** (-1 / (2 * m - 2))
                branch = self.chain(layer["branch"], s)
                branch[-1]["W"] = np.zeros_like(branch[-1]["W"])
                result.append(branch)
                gain = 1.0
            else:
                result.append(self.weight(layer, scale * gain))
                gain = self.gain(layer["activation"], layer.get("negative_slope"))
        return result


def initialize(spec, rng):
    return Fixup(spec, rng).chain(spec["layers"])
