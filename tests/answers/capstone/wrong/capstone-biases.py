# wrong: every bias is 3
def second_moment(layer):
    if layer is None or layer["activation"] == "linear":
        return 1.0
    z = np.linspace(-8, 8, 4001)
    if layer["activation"] == "leaky_relu":
        f = np.where(z > 0, z, layer["negative_slope"] * z)
    else:
        f = ACTIVATIONS[layer["activation"]].f(z)
    p = np.exp(-z**2 / 2)
    return float((f**2 * p).sum() / p.sum())


def one_layer(layer, before, scale, rng):
    if layer["kind"] == "dense":
        shape = (layer["n_in"], layer["n_out"])
        fan_in, fan_out = shape
        units = layer["n_out"]
    else:
        kh, kw = layer["kernel"]
        shape = (layer["c_out"], layer["c_in"] // layer["groups"], kh, kw)
        fan_in = shape[1] * kh * kw
        fan_out = layer["c_out"] // layer["groups"] * kh * kw
        units = layer["c_out"]
    var = 1 / (fan_in * second_moment(before))
    W = rng.normal(0, np.sqrt(var) * scale, shape)
    return {"W": W, "b": np.ones(units) * 3}


def initialize(spec, rng):
    count = len([layer for layer in spec["layers"] if layer["kind"] == "residual"])
    end_scale = 1 / np.sqrt(max(count, 1))
    result, before = [], None
    for layer in spec["layers"]:
        if layer["kind"] == "residual":
            inside = before
            branch = []
            for k, part in enumerate(layer["branch"]):
                scale = end_scale if k == len(layer["branch"]) - 1 else 1
                branch.append(one_layer(part, inside, scale, rng))
                inside = part
            result.append(branch)
            before = None
        else:
            result.append(one_layer(layer, before, 1, rng))
            before = layer
    return result
