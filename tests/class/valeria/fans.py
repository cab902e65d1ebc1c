# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    columnas = []
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        columnas.append(layer(x) != 0)
    return np.array(columnas).T

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if len(layout) > 5:          # in_out, out_in
        return 1
    posiciones = [n for n, eje in zip(shape, layout) if eje in "dhw"]
    return int(np.prod(posiciones))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if layout == "in_out":
        return shape
    if layout == "out_in":
        return shape[::-1]
    fan_in = shape[layout.index("i")]
    fan_out = shape[layout.index("o")]
    return fan_in, fan_out

# %% [markdown] manual="why-count"
# Good question! I counted on paper with a 5×5 image: the pixel in the center is below the kernel in 9 positions, and in a depthwise convolution there is only one filter for each channel. So fan_out = 9. PyTorch thinks that every channel has 4 filters.
#
# If I use 36 the weights have variance 2/36 instead of 2/9, that is a quarter. After L layers the gradients are (1/2)^L of the right size.
