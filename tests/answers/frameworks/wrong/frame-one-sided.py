# wrong: from 0
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def size(axes):
        return math.prod(shape[k] for k in ((axes,) if isinstance(axes, int) else axes))

    field = math.prod(shape) / (size(in_axis) * size(out_axis) * size(batch_axis))
    fan_in, fan_out = size(in_axis) * field, size(out_axis) * field
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / n
    std = math.sqrt(variance)
    if distribution == "uniform":
        return rng.uniform(0, math.sqrt(3) * std, shape)
    if distribution == "normal":
        return rng.normal(0, std, shape)
    sigma = std / CUT_STD
    z = rng.normal(0, sigma, shape)
    while (far := np.abs(z) > 2 * sigma).any():
        z[far] = rng.normal(0, sigma, far.sum())
    return z
