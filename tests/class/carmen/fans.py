# %% [markdown]
# ## My notes
#
# * rows = outputs, columns = inputs (like in z = Wx)
# * o first → PyTorch, o last → Keras

# %% solution="connections"
def column(layer, n_in, j):
    """which outputs move when input j moves"""
    x = np.zeros(n_in)
    before = layer(x)
    x[j] = 1.0
    return layer(x) != before


def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    return np.column_stack([column(layer, n_in, j) for j in range(n_in)])

# %% solution="receptive_field"
from math import prod

def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout in ["in_out", "out_in"]:
        return 1
    return prod(n for n, letter in zip(shape, layout) if letter in "whd")

# %%
# quick test of mine
assert receptive_field((7, 7, 3, 64), "hwio") == 49

# %% solution="compute_fans"
def channels(shape, layout):
    """(size of axis i, size of axis o)"""
    if layout == "in_out":
        return shape
    if layout == "out_in":
        return shape[1], shape[0]
    return shape[layout.index("i")], shape[layout.index("o")]


def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    i, o = channels(shape, layout)
    area = receptive_field(shape, layout)
    # axis o has all groups together, axis i has one group
    fans = [i * area, o // groups * area]
    if transposed:
        fans.reverse()
    return tuple(fans)

# %% [markdown] manual="why-count"
# The correct fan-out is 9 and not 36.
#
# Each of the 4 channels has its own kernel of 3×3. One input pixel is multiplied with the 9 weights of its own kernel, and so it goes to 9 outputs. The demonstration is very simple: change one pixel, compare the outputs, count. PyTorch uses the first axis, the 4 output channels, without dividing by groups: 4·9 = 36.
#
# The gradient flows back through too small weights: std is √(9/36) = 1/2 of the right one for every layer, so it decreases exponentially.
