def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def as_set(axes):
        axes = [axes] if isinstance(axes, int) else list(axes)
        return {axis % len(shape) for axis in axes}

    fan_in = fan_out = 1
    for axis, n in enumerate(shape):
        if axis in as_set(batch_axis):
            continue
        if axis not in as_set(out_axis):
            fan_in *= n
        if axis not in as_set(in_axis):
            fan_out *= n
    denominator = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": 0.5 * (fan_in + fan_out)}[mode]
    variance = scale / denominator
    if distribution == "normal":
        return math.sqrt(variance) * rng.standard_normal(shape)
    if distribution == "uniform":
        bound = math.sqrt(3 * variance)
        return rng.uniform(-bound, bound, size=shape)
    sigma = math.sqrt(variance) / CUT_STD
    flat = []
    while len(flat) < math.prod(shape):
        flat.extend(x for x in rng.normal(0, sigma, 5000) if abs(x) <= 2 * sigma)
    return np.array(flat[: math.prod(shape)]).reshape(shape)
