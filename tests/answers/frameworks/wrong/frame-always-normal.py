# wrong: normal, whatever is asked for
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def size(axes):
        return math.prod(shape[k] for k in ((axes,) if isinstance(axes, int) else axes))

    field = math.prod(shape) / (size(in_axis) * size(out_axis) * size(batch_axis))
    fan_in, fan_out = size(in_axis) * field, size(out_axis) * field
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    variance = scale / n
    std = math.sqrt(variance)
    return rng.normal(0, std, shape)
