# wrong: takes the batch axis to be the first, whatever it is told
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def size(axes):
        return math.prod(shape[a] for a in ((axes,) if isinstance(axes, int) else axes))
    batch = shape[0] if batch_axis else 1
    field = math.prod(shape) / (size(in_axis) * size(out_axis) * batch)
    fi, fo = size(in_axis) * field, size(out_axis) * field
    n = {"fan_in": fi, "fan_out": fo, "fan_avg": (fi + fo) / 2}[mode]
    std = math.sqrt(scale/n)
    if distribution == "normal":
        return rng.normal(0, std, shape)
    if distribution == "uniform":
        return rng.uniform(-3**.5*std, 3**.5*std, shape)
    z = rng.standard_normal(shape)
    while (b := np.abs(z) > 2).any():
        z[b] = rng.standard_normal(np.count_nonzero(b))
    return z * std / CUT_STD
