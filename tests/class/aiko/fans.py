# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    base = layer(np.zeros(n_in))
    changed = [layer(e) != base for e in np.eye(n_in)]
    return np.array(changed).T

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if len(shape) == 2:
        return 1
    kernel = shape[:-2] if layout.endswith("io") else shape[2:]
    return int(np.prod(kernel))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    area = receptive_field(shape, layout)
    if layout in ("in_out", "wio", "hwio", "dhwio"):
        i, o = shape[-2:]
    else:
        o, i = shape[:2]
    fan_in = i * area
    fan_out = o // groups * area
    if transposed:
        return fan_out, fan_in
    return fan_in, fan_out

# %% [markdown] manual="why-count"
# 9 is the right number. In the depthwise layer every input channel is connected with only one output channel, by a 3×3 kernel. So when I change one input pixel in the middle, only 9 outputs change.
#
# To show it, I would take `connections` from exercise 1 (or a small convolution in NumPy), perturb one pixel and count how many output pixels are different before and after. PyTorch's helper multiplies `shape[0] = 4` with 9 and never looks at the groups, so it gives 36.
#
# With 36 the variance is 2/36 and not 2/9, four times too small. The std of the gradient is divided by 2 in each layer, so after 10 layers it is about 1/1000 of what it should be.
