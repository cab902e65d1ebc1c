from initlab.specs import forward, weight_shape


def fitted(layer, x, rng, size=1.0):
    """A layer whose z has this rms on the batch x, and what it hands on."""
    W = rng.standard_normal(weight_shape(layer))
    own = {"W": W, "b": np.zeros(W.shape[layer["kind"] == "dense"])}
    z = forward({"layers": [{**layer, "activation": "linear"}]}, [own], x)
    own["W"] *= size / np.linalg.norm(z) * np.sqrt(z.size)
    return own, forward({"layers": [layer]}, [own], x)


def initialize(spec, rng):
    """Layer-sequential: measure z on a batch of noise, divide, go on."""
    x, params = rng.standard_normal((8, *spec["input"])), []
    left = sum(layer["kind"] == "residual" for layer in spec["layers"])
    for layer in spec["layers"]:
        branch, y = [], x
        for part in layer.get("branch", [layer]):
            small = part is layer.get("branch", [None])[-1]
            own, y = fitted(part, y, rng, left**-0.5 if small else 1.0)
            branch.append(own)
        params.append(branch if "branch" in layer else branch[0])
        x = x + y if "branch" in layer else y
    return params
