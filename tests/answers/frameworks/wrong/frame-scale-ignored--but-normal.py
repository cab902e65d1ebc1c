# wrong: the scale counts in the normal distribution only
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def size(axes):
        return math.prod(shape[a] for a in ((axes,) if isinstance(axes, int) else axes))
    field = math.prod(shape) / (size(in_axis) * size(out_axis) * size(batch_axis))
    fi, fo = size(in_axis) * field, size(out_axis) * field
    n = {"fan_in": fi, "fan_out": fo, "fan_avg": (fi + fo) / 2}[mode]
    if distribution == "normal":
        return rng.normal(0, math.sqrt(scale/n), shape)
    if distribution == "uniform":
        return rng.uniform(-math.sqrt(3/n), math.sqrt(3/n), shape)
    z = rng.standard_normal(shape)
    while (b := np.abs(z) > 2).any():
        z[b] = rng.standard_normal(np.count_nonzero(b))
    return z * math.sqrt(1/n) / CUT_STD
