# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    zero = np.zeros(n_in)
    y0 = np.array(layer(zero))
    result = np.zeros((len(y0), n_in), dtype=bool)
    for j in range(n_in):
        x = zero.copy()
        x[j] = 1.0
        y = np.array(layer(x))
        result[:, j] = np.abs(y - y0) > 1e-12
    return result

# %%
import matplotlib.pyplot as plt

def my_layer(x):
    return np.array([x[0] + x[1], x[1] - x[2], 0 * x[0] + x[3]])

table = connections(my_layer, 4)
print(table)
plt.figure(figsize=(4, 3))
plt.imshow(table, cmap="Greys")
plt.xlabel("input")
plt.ylabel("output")
plt.title("who is connected to whom")
plt.show()

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    letters = {"d", "h", "w"}
    result = 1
    if "_" in layout:
        return result
    for axis, n in zip(layout, shape):
        if axis in letters:
            result *= n
    return result

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    where = {
        "in_out": (0, 1), "out_in": (1, 0),
        "wio": (1, 2), "oiw": (1, 0),
        "hwio": (2, 3), "oihw": (1, 0),
        "dhwio": (3, 4), "oidhw": (1, 0),
    }
    i, o = where[layout]
    rf = receptive_field(shape, layout)
    a, b = shape[i] * rf, shape[o] * rf // groups
    return (b, a) if transposed else (a, b)

# %%
for s in [(4, 6), (8, 4), (100, 30)]:
    print(s, compute_fans(s, "in_out"))

# %% [markdown] manual="why-count"
# Nine. I count: an input value goes only to the output channel of its own group, there are 3·3 positions. If my colleague does not believe me, we put one in the middle of an image of zeros, run the depthwise convolution before and after, and count the numbers which are different. It is 9, not 36.
#
# The helper takes size(0) = number of ALL output channels. For normal conv this is ok because every input feeds all outputs, with groups it is wrong.
#
# If we use 2/36 the variance is 4x too small → gradient std × 0.5 per layer. 20 layers: 0.5^20 ≈ 1e-6, vanishing gradients.
