def initialize(spec, rng, before="linear", slope=0.0, last=1.0):
    """std = last · (fan_in · E f²)^(-½), with the mean square taken from 20,000 normal numbers."""
    z = np.random.default_rng(1).normal(size=20_000)
    f = {"linear": lambda z: z, "leaky_relu": lambda z: np.maximum(z, slope * z)}
    blocks = [layer["kind"] for layer in spec["layers"]].count("residual")
    params = []
    for layer in spec["layers"]:
        if "branch" in layer:
            *inner, end = layer["branch"]
            part = initialize({"layers": inner}, rng, before, slope)
            end_slope = inner[-1].get("negative_slope", 0.0)
            part += initialize({"layers": [end]}, rng, inner[-1]["activation"], end_slope, blocks**-0.5)
            params.append(part)
            before, slope = "linear", 0.0
            continue
        dense_layer = layer["kind"] == "dense"
        shape = (
            (layer["n_in"], layer["n_out"])
            if dense_layer
            else (layer["c_out"], layer["c_in"] // layer["groups"], *layer["kernel"])
        )
        W = rng.normal(size=shape)
        a = (f[before] if before in f else ACTIVATIONS[before].f)(z)
        W *= last / np.sqrt(W.size / shape[dense_layer] * np.mean(a**2))
        params.append({"W": W, "b": np.zeros(shape[dense_layer])})
        before, slope = layer["activation"], layer.get("negative_slope", 0.0)
    return params
