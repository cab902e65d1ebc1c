# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    eye = np.eye(n_in)
    y0 = layer(eye[0] * 0)
    out = np.empty((y0.size, n_in), dtype=bool)
    for j, e in enumerate(eye):
        out[:, j] = layer(e) != y0
    return out

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if len(shape) < 3:
        return 1
    io = [layout.index("i"), layout.index("o")]
    return int(np.prod(np.delete(shape, io)))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if layout == "in_out":
        a, b = shape
    elif layout == "out_in":
        b, a = shape
    else:
        a, b = shape[layout.index("i")], shape[layout.index("o")]
    a, b = a // groups, b // groups     # channels of one group
    if transposed:
        a, b = b, a
    area = receptive_field(shape, layout)
    return a * area, b * area

# %% [markdown] manual="why-count"
# The right number is 9: divide the 4 channels by 4 groups, there is one output channel for each input, times 9 positions. If somebody doubts I perturb one input and count changed outputs. The helper uses 4 × 9. Gradient becomes 1/2 each layer.
