# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    base = layer(np.zeros(n_in))
    return np.array([layer(row) != base for row in np.identity(n_in)]).transpose()

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if len(shape) == 2:
        return 1
    size = 1
    for s in shape[2:]:
        size *= s
    return size

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    # same as torch.nn.init._calculate_fan_in_and_fan_out
    num_input_fmaps = shape[1]
    num_output_fmaps = shape[0]
    receptive_field_size = 1
    if len(shape) > 2:
        for s in shape[2:]:
            receptive_field_size *= s
    fan_in = num_input_fmaps * receptive_field_size
    fan_out = num_output_fmaps * receptive_field_size
    return fan_in, fan_out

# %% [markdown] manual="why-count"
# In my opinion both are right, it depends on the definition. PyTorch counts all the output channels, 4 × 9 = 36, and when we count really the connections of one input then we find 9. For He fan-out we need the real connections because the variance of the gradient is the sum over them. With 36 the gradient would be smaller by half at each layer.
