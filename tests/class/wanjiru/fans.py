# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    start = layer(np.zeros(n_in))
    n_out = len(start)
    answer = np.zeros((n_out, n_in), dtype=int)
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 10
        difference = layer(x) - start
        for k in range(n_out):
            if abs(difference[k]) > 0.000001:
                answer[k][j] = 1
    return answer

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    area = 1
    for size, axis in zip(shape, layout):
        if axis != "i" and axis != "o":
            area = area * size
    return area

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if len(shape) == 2:
        return shape[0] + shape[1]
    area = receptive_field(shape, layout)
    fan_in = shape[layout.index("i")] * area
    fan_out = shape[layout.index("o")] * area
    return fan_in + fan_out

# %% [markdown] manual="why-count"
# I think the right one is 9, since one input channel has only one filter which is 3×3 and so it can only be used nine times. I don't know how to show this to a colleague.
