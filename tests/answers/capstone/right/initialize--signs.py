from initlab.keeps_size import places


def initialize(spec, rng):
    """Every weight is plus or minus one number."""
    made = {}
    for place in places(spec):
        layer, before = place.layer, place.before
        q = 1.0
        if before and before["activation"] == "leaky_relu":
            q = (1 + before["negative_slope"] ** 2) / 2
        elif before and before["activation"] != "linear":
            z = np.linspace(-8, 8, 3001)
            q = np.average(ACTIVATIONS[before["activation"]].f(z) ** 2, weights=np.exp(-z * z / 2))
        units = layer.get("n_out", layer.get("c_out"))
        n = np.prod(place.shape) // units
        std = (n * q * (place.blocks if place.ends_branch else 1)) ** -0.5
        made[place.name] = {"W": std * rng.choice([-1.0, 1.0], place.shape), "b": np.zeros(units)}
    return [
        [made[f"{k}.{j}"] for j in range(len(layer["branch"]))]
        if layer["kind"] == "residual"
        else made[f"{k}"]
        for k, layer in enumerate(spec["layers"])
    ]
