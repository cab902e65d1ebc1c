def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    shape = tuple(shape)
    size = np.array(shape, dtype=float)
    inputs = np.prod(size[np.atleast_1d(in_axis)])
    outputs = np.prod(size[np.atleast_1d(out_axis)])
    ignored = np.prod(size[list(batch_axis)])
    area = np.prod(size) / inputs / outputs / ignored
    fans = {"fan_in": inputs * area, "fan_out": outputs * area}
    fans["fan_avg"] = np.mean(list(fans.values()))
    sigma = np.sqrt(scale / fans[mode])
    draw = {
        "normal": lambda: rng.normal(size=shape),
        "uniform": lambda: np.sqrt(3) * (2 * rng.random(shape) - 1),
        "truncated_normal": lambda: truncated_by_surplus(shape, rng) / CUT_STD,
    }
    return sigma * draw[distribution]()


def truncated_by_surplus(shape, rng):
    n = int(np.prod(shape))
    z = rng.normal(size=2 * n + 100)
    return z[np.abs(z) < 2][:n].reshape(shape)
