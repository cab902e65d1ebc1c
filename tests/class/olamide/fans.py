# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    x = np.zeros(n_in)
    base = layer(x)
    result = []
    for j in range(n_in):
        x[j] = 1
        result.append(layer(x) != base)
    return np.stack(result, axis=1)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout in {"in_out", "out_in"}:
        return 1
    if layout[0] == "o":
        kernel = shape[2:]
    else:
        kernel = shape[:-2]
    r = 1
    for k in kernel:
        r *= k
    return r

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    area = receptive_field(shape, layout)
    if layout[0] == "o":
        n_out, n_in = shape[0], shape[1]
    else:
        n_in, n_out = shape[-2], shape[-1]
    if transposed:
        n_in, n_out = n_out, n_in
    n_out = n_out // groups
    return n_in * area, n_out * area

# %% [markdown] manual="why-count"
# Sorry for late submission.
#
# 9. Every input goes to one output channel only and there it is used 9 times. PyTorch's function does not have a groups argument, so it can't know. I would show it with an image of zeros where one pixel is 1.
