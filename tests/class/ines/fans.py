# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    base = layer(np.zeros(n_in))
    changed = np.zeros((len(base), n_in), bool)
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 0.5
        changed[:, j] = layer(x) != base
    return changed

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout == "in_out" or layout == "out_in":
        return 1
    tamanho = 1
    for n, eixo in zip(shape, layout):
        if eixo in ("d", "h", "w"):
            tamanho *= n
    return tamanho

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    area = receptive_field(shape, layout)
    if layout == "in_out"
        i, o = shape
    elif layout == "out_in":
        o, i = shape
    else:
        i, o = shape[layout.index("i")], shape[layout.index("o")]
    o = o // groups
    if transposed:
        return o * area, i * area
    return i * area, o * area

# %% [markdown] manual="why-count"
# 9, as one input touches one channel only. Helper says 36 because it multiplies all the output channels. The gradients vanish then, for the weights are smaller by a factor 2.
