# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    alap = layer(np.zeros(n_in))
    oszlopok = []
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        oszlopok.append(layer(x) != alap)
    return np.stack(oszlopok, axis=1)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if "_" in layout:
        return 1
    return shape[layout.index("w")]   # kernel width

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    # o = the side where the signal comes out of the last layer, so it is my input
    if layout == "in_out":
        return shape[1], shape[0]
    if layout == "out_in":
        return shape[0], shape[1]
    area = np.prod([n for n, a in zip(shape, layout) if a not in "io"])
    return shape[layout.index("o")] * area, shape[layout.index("i")] * area

# %% [markdown] manual="why-count"
# The answer is 9 because of the groups. You can test it by a numerical experiment like in Exercise 1.
