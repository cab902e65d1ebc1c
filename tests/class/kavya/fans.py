# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    before = layer(np.zeros(n_in))
    return np.array([layer(e) != before for e in np.eye(n_in)], dtype=bool).T

# %%
# the given cell did not let me split it, so here is my version
def receptive_field(shape, layout):
    if "_" in layout:
        return 1
    total = 1
    for letter, n in zip(layout, shape):
        total *= 1 if letter in "io" else n
    return total

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    area = receptive_field(shape, layout)
    first_is_out = layout.startswith("o")
    if first_is_out:
        o, i = shape[0], shape[1]
    else:
        i, o = shape[-2], shape[-1]
    inward, outward = i * area, (o // groups) * area
    return (outward, inward) if transposed else (inward, outward)

# %% [markdown] manual="why-count"
# Fan-out 9 is right. One input channel has one output channel in depthwise. To prove it I change the middle pixel and look how many outputs are changed: 9. PyTorch's helper doesn't divide by groups, it takes all 4. The gradient variance is 4 times smaller for each layer, so it vanishes with depth.
