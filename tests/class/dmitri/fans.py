# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    y = layer(np.zeros(n_in))
    M = np.zeros((y.shape[0], n_in), dtype=bool)
    for i in range(n_in):
        v = np.zeros(n_in)
        v[i] = 1
        M[:, i] = layer(v) > y
    return M

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout == "in_out" or layout == "out_in":
        return 1
    p = 1
    for k in range(len(layout)):
        if layout[k] != "i" and layout[k] != "o":
            p = p * shape[k]
    return p

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    r = receptive_field(shape, layout)
    if layout == "in_out":
        i, o = shape[0], shape[1]
    elif layout == "out_in":
        i, o = shape[1], shape[0]
    else:
        i, o = shape[layout.index("i")], shape[layout.index("o")]
    if transposed:
        i, o = o, i
    return i * r, o * r

# %% [markdown] manual="why-count"
# PyTorch is right, fan_out = 4·9 = 36 because there are 4 output channels and kernel is 3 by 3. We can see in the documentation. If I would use 9 the weights are too big and gradients explode.
