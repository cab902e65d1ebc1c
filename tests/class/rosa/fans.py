# %% solution="connections"
import torch

def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    base = layer(np.zeros(n_in))
    return np.stack([layer(e) != base for e in np.eye(n_in)], axis=1)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout in ("in_out", "out_in"):
        return 1
    return int(np.prod([n for n, a in zip(shape, layout) if a not in ("i", "o")]))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    if layout in ("in_out", "out_in"):
        i = shape[0] if layout == "in_out" else shape[1]
        o = shape[1] if layout == "in_out" else shape[0]
    else:
        i = shape[layout.index("i")]
        o = shape[layout.index("o")]
    area = receptive_field(shape, layout)
    fan_in, fan_out = i * area, o * area // groups
    if transposed:
        fan_in, fan_out = fan_out, fan_in
    return fan_in, fan_out

# try it
print(compute_fans((3, 3, 16), "hwi"))

# %% [markdown] manual="why-count"
# It has to be 9, because the groups separate the channels, and an input can't reach the other three outputs. You can plot which outputs change. PyTorch multiplies with all 4 outputs, so 36. With the wrong number weights are half as large as they should be (std) and the gradients after k layers are 2^-k.
