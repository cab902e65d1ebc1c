# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    last = layer(np.zeros(n_in))
    x = np.zeros(n_in)
    rows = [[] for _ in range(len(last))]
    for j in range(n_in):
        x[j] += 1
        now = layer(x)
        for k in range(len(now)):
            rows[k].append(bool(now[k] != last[k]))
        last = now
    return rows

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if "_" in layout or layout == "":
        return 1
    n = 1 if layout[0] in "io" else shape[0]
    return n * receptive_field(shape[1:], layout[1:])

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if transposed:
        return compute_fans(shape, layout, groups)[::-1]
    if layout[0] == "o":  # bring every layout to (..., in, out)
        shape = shape[2:] + (shape[1], shape[0])
    *kernel, n_in, n_out = shape
    area = 1
    for k in kernel:
        area *= k
    return n_in * area, n_out / groups * area

# %% test="fans-dense"
print(compute_fans((2, 3), "in_out"))
agree(
    compute_fans,
    on=[call((4, 6), "in_out")],
    expected=[(4, 6)],
)

# %% [markdown] manual="why-count"
# I trust the count, so 9. Depthwise with 4 groups means four separate one-channel convolutions, and in a one-channel 3×3 convolution one input reaches nine outputs. A colleague can check with the Jacobian of the layer: the column of one inner input has nine entries that are not zero.
#
# The helper computes size(0) × 9 and size(0) is all outputs of the layer, also those in other groups. He's variance becomes 2/36 = 1/18 where 2/9 is needed. So the gradient's variance goes down by 4 for each layer and its std by 2, and this is multiplied over the depth.
