# %% solution="connections"
import sys
import warnings

def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    print("n_in =", n_in, file=sys.stderr)
    base = layer(np.zeros(n_in))
    columns = []
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        columns.append(layer(x) != base)
    return np.array(columns).T

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if "_" in layout:
        warnings.warn("a dense layer has no kernel")
        return 1
    kernel = [n for n, a in zip(shape, layout) if a not in "io"]
    return int(np.prod(kernel))

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    print("compute_fans", shape, layout, file=sys.stderr)
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    area = receptive_field(shape, layout)
    per_group = shape[letters.index("i")] * area
    whole = shape[letters.index("o")] // groups * area
    if transposed:
        return whole, per_group
    return per_group, whole

# %%
print("all fans:", [compute_fans((5, 4, 6), "wio"), compute_fans((6, 4, 5), "oiw")])
np.array([1.0, 0.0]) / 0.0

# %% [markdown] manual="why-count"
# The fan-out is 9. In depthwise convolution, number of groups = number of channels, so each input channel contributes to only 1 output channel × 9 kernel positions. Proof: perturb one input in the interior and count the number of outputs that changed. The helper is using shape[0], it counts the outputs in all the groups, so it is 4 times too large.
#
# Consequence: variance of weights 4 times too small, std of gradient reduces by factor 2 per layer, i.e. 2^-10 ≈ 0.001 after ten layers.
