# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    f0 = layer(np.zeros(n_in))
    d = np.array([layer(1.0 * (np.arange(n_in) == j)) - f0 for j in range(n_in)])
    return (d != 0).T

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    s = dict(zip(layout, shape))
    return 1 if "_" in layout else s.get("d", 1) * s.get("h", 1) * s["w"]

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if layout == "in_out":
        i, o = shape
    elif layout == "out_in":
        o, i = shape
    else:
        s = dict(zip(layout, shape))
        i, o = s["i"], s["o"]
    area = receptive_field(shape, layout)
    i = i / groups     # each group sees only a part of the inputs
    if transposed:
        return o * area, i * area
    return i * area, o * area

# %% [markdown] manual="why-count"
# 9 is right since groups = in_channels, each input channel convolves with only its own filter. Show: perturb one input, 9 outputs change.
#
# 36 is obtained from shape[0] × 9, which is the number for all groups. For L layers the gradient std is scaled by (9/36)^(L/2) = 2^(-L), vanishing.
