# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    zero = layer(np.zeros(n_in))
    columns = [layer(e) != zero for e in np.eye(n_in)]
    return np.stack(columns, axis=1)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout == "hwio":
        return shape[0] * shape[1]
    if layout == "oihw":
        return shape[2] * shape[3]
    return 1   # dense

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if groups != 1 or transposed:
        raise NotImplementedError
    if layout == "in_out":
        return shape[0], shape[1]
    if layout == "out_in":
        return shape[1], shape[0]
    if layout == "hwio":
        return shape[2] * shape[0] * shape[1], shape[3] * shape[0] * shape[1]
    if layout == "oihw":
        return shape[1] * shape[2] * shape[3], shape[0] * shape[2] * shape[3]
