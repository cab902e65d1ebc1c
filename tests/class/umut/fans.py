# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    base = layer(np.zeros(n_in))
    for j in range(n_in):
        x = np.zeros(n_in)
        x[j] = 1
        print(layer(x) != base)

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if "_" in layout:
        return 1
    k = shape[layout.index("w")]
    return k ** (len(shape) - 2)

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    names = layout.replace("in", "i").replace("out", "o").replace("_", "")
    size = dict(zip(names, shape))
    field = 1
    for letter in "dhw":
        field *= size.get(letter, 1)
    # transposed: TODO
    return size["i"] * field, size["o"] // groups * field

# %% [markdown] manual="why-count"
# It is 9. With 4 groups the 4 outputs are divided by 4, so 1 × 3 × 3. The helper forgot to divide. I would show with a small program.
