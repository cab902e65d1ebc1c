def rotation(rows, columns, rng):
    """Orthonormal rows or columns, scaled to entries of variance 1."""
    Q, R = np.linalg.qr(rng.normal(size=(max(rows, columns), min(rows, columns))))
    Q = Q * np.sign(np.diag(R))
    return (Q if rows >= columns else Q.T) * np.sqrt(max(rows, columns))


def mirrored(n_in, n_out, first, rng):
    """A matrix (n_in, n_out) whose outputs are pairs z, -z; and which takes such pairs in."""
    half = -(-n_out // 2)
    if first:
        A = rotation(n_in, half, rng) / np.sqrt(n_in)
    else:
        k = n_in // 2
        B = rotation(k, half, rng) / np.sqrt(k)
        A = np.zeros((n_in, half))
        A[:k], A[n_in - k :] = B, -B
    return np.concatenate([A, -A[:, : n_out - half]], axis=1)


def mean_square(layer):
    z = np.linspace(-9, 9, 20001)
    p = np.exp(-(z**2) / 2)
    return np.sum(p * ACTIVATIONS[layer["activation"]].f(z) ** 2) / np.sum(p)


def initialize(spec, rng):
    """Looks linear (Balduzzi et al. 2017) between ReLUs of dense nets; orthogonal elsewhere."""
    N = sum(layer["kind"] == "residual" for layer in spec["layers"])
    plain_relu = all(layer.get("activation") in ("relu", "leaky_relu", "linear") for layer in spec["layers"]) and all(
        layer["kind"] == "dense" for layer in spec["layers"]
    )

    def one(layer, before, s=1.0):
        if layer["kind"] == "dense":
            n, m = layer["n_in"], layer["n_out"]
            if plain_relu:
                W = mirrored(n, m, before is None, rng)
                if layer["activation"] == "linear":
                    k = n // 2
                    W = np.zeros((n, m))
                    W[:k] = rotation(k, m, rng) / np.sqrt(k)
                    W[n - k :] = -W[:k]
                if before and before["activation"] == "leaky_relu":
                    W = W / (1 + before["negative_slope"])
                return {"W": W, "b": np.zeros(m)}
            W = rotation(n, m, rng)
        else:
            shape = (layer["c_out"], layer["c_in"] // layer["groups"], *layer["kernel"])
            n, m = int(np.prod(shape[1:])), layer["c_out"]
            W = rotation(m, n, rng).reshape(shape)
        if before is None or before["activation"] == "linear":
            q = 1.0
        elif before["activation"] == "leaky_relu":
            q = (1 + before["negative_slope"] ** 2) / 2
        else:
            q = mean_square(before)
        return {"W": W * s / np.sqrt(n * q), "b": np.zeros(m)}

    out, before = [], None
    for layer in spec["layers"]:
        if layer["kind"] == "residual":
            first, last = layer["branch"]
            out.append([one(first, before), one(last, first, N**-0.5)])
            before = None
        else:
            out.append(one(layer, before))
            before = layer
    return out
