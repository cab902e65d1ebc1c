def initialize(spec, rng):
    """Convolutions act at their centre alone, dense units listen to fifteen inputs each."""
    N = sum("branch" in layer for layer in spec["layers"])

    def second(name, slope):
        if name == "linear":
            return 1.0
        z = np.random.default_rng(7).normal(size=20_000)
        return np.mean((np.where(z > 0, z, slope * z) if slope is not None else ACTIVATIONS[name].f(z)) ** 2)

    def draw(layer, q, factor):
        if layer["kind"] == "conv":
            n = layer["c_in"] // layer["groups"]
            W = np.zeros((layer["c_out"], n, *layer["kernel"]))
            W[:, :, layer["kernel"][0] // 2, layer["kernel"][1] // 2] = rng.normal(
                0, factor / np.sqrt(n * q), (layer["c_out"], n)
            )
            return dict(W=W, b=np.zeros(layer["c_out"]))
        n, m = layer["n_in"], layer["n_out"]
        W = np.zeros((n, m))
        few = min(15, n)
        W[:few] = rng.normal(0, factor / np.sqrt(few * q), (few, m))
        W = rng.permuted(W, axis=0)
        return dict(W=W, b=np.zeros(m))

    def chain(layers, q, end=1.0):
        made = []
        for k, layer in enumerate(layers):
            if "branch" in layer:
                made.append(chain(layer["branch"], q, N**-0.5))
                q = 1.0
                continue
            made.append(draw(layer, q, end if k == len(layers) - 1 else 1.0))
            q = second(layer["activation"], layer.get("negative_slope"))
        return made

    return chain(spec["layers"], 1.0)
