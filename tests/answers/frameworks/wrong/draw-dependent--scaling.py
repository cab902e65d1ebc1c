# wrong: sorts the uniform weights
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    def size(axes):
        return int(np.prod([shape[axis] for axis in np.atleast_1d(axes).astype(int)]))
    area = np.prod(shape) / size(in_axis) / size(out_axis) / size(batch_axis)
    i, o = size(in_axis) * area, size(out_axis) * area
    std = np.sqrt(scale / {"fan_in": i, "fan_out": o, "fan_avg": (i + o) / 2}[mode])
    if distribution == "normal":
        return rng.normal(0, std, shape)
    if distribution == "uniform":
        return np.sort(rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, shape), axis=-1)
    z = rng.normal(size=shape)
    while (far := np.abs(z) > 2).any():
        z[far] = rng.normal(size=far.sum())
    return z * std / CUT_STD
