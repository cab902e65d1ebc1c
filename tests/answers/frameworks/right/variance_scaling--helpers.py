def product(shape, axes):
    if isinstance(axes, int):
        axes = (axes,)
    result = 1
    for axis in axes:
        result *= shape[axis]
    return result


def cut_normal(shape, rng):
    z = rng.standard_normal(shape)
    while np.max(np.abs(z)) > 2:
        again = np.abs(z) > 2
        z[again] = rng.standard_normal(again.sum())
    return z / CUT_STD


def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    n_in, n_out = product(shape, in_axis), product(shape, out_axis)
    field = product(shape, range(len(shape))) // (n_in * n_out * product(shape, batch_axis))
    if mode == "fan_in":
        n = n_in * field
    elif mode == "fan_out":
        n = n_out * field
    else:
        n = (n_in + n_out) * field / 2
    std = (scale / n) ** 0.5
    if distribution == "uniform":
        return rng.uniform(-(3**0.5) * std, 3**0.5 * std, shape)
    if distribution == "truncated_normal":
        return std * cut_normal(shape, rng)
    return rng.normal(0, std, shape)
