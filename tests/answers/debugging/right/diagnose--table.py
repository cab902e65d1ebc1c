def diagnose(stats):
    n = len(stats["z"]) - 1
    z, dead, flat = (np.array(stats[key][:n]) for key in ("z", "dead", "flat"))
    over = stats["loss"] - np.log(stats["classes"])
    dead_first = np.argmax(dead > 0.9) if (dead > 0.9).any() else n
    zero_first = np.argmax(z == 0) if (z == 0).any() else n
    with np.errstate(divide="ignore", invalid="ignore"):
        per_layer = (z[-1] / z[0]) ** (1 / (n - 1))
    checks = [
        ("zero", zero_first < n and zero_first <= dead_first),
        ("dead units", dead_first < n),
        ("too large", per_layer > 1.6 or (stats["activation"][0] == "tanh" and flat.mean() > 0.4)),
        ("too small", per_layer < 0.3),
        ("wrong gain", per_layer < 0.78),
        ("logits too large", over > 2),
        ("healthy", True),
    ]
    return next(name for name, holds in checks if holds)
