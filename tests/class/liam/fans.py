# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    def out(j):
        x = np.zeros(n_in)
        if j is not None:
            x[j] = 1.0
        return layer(x)

    return np.stack([out(j) != out(None) for j in range(n_in)], axis=1)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout.count("_"):
        return 1
    return int(np.prod([s for s, l in zip(shape, layout) if l in "hwd"]))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    # first try, does not work for hwio yet
    fan_in = shape[1] * receptive_field(shape, layout)
    fan_out = shape[0] * receptive_field(shape, layout)
    return fan_in, fan_out

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if "_" in layout:
        i, o = (0, 1) if layout == "in_out" else (1, 0)
    else:
        i, o = layout.index("i"), layout.index("o")
    rf = receptive_field(shape, layout)
    fan_in, fan_out = shape[i] * rf, shape[o] * rf // groups
    return (fan_out, fan_in) if transposed else (fan_in, fan_out)

# %% [markdown] manual="why-count"
# 9 is right. The picture is four separate black-and-white images, each with its own filter: a pixel of one image never ends up in another image. So there are 9 outputs that use it. Do the experiment from exercise 1 to convince the colleague. PyTorch multiplies by the whole output axis.
#
# With He fan-out and 36, each layer passes back gradients with half the std.
