# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    def unit(j):
        return [1.0 if k == j else 0.0 for k in range(n_in)]

    repos = layer(unit(-1))
    reponses = [layer(unit(j)) for j in range(n_in)]
    return [[bool(r[k] != repos[k]) for r in reponses] for k in range(len(repos))]

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    produit = 1
    if layout not in ("in_out", "out_in"):
        for n, axe in zip(shape, layout):
            if axe not in "io":
                produit *= n
    return produit

# %%
np = 4 * 1 * 3 * 3      # nombre de paramètres
call = connections      # shorter
print(np)

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    field = receptive_field(shape, layout)
    if layout == "in_out":
        a, b = shape
    elif layout == "out_in":
        b, a = shape
    else:
        a, b = (n for _, n in sorted((axe, n) for n, axe in zip(shape, layout) if axe in "io"))
    b //= groups
    if transposed:
        a, b = b, a
    return a * field, b * field

# %% [markdown] manual="why-count"
# C'est 9: it is nine. The four channels are independent, so an input touches only the nine positions in its channel. One can verify with the function of exercise 1 on a small image, the column of a pixel in the center contains nine True.
#
# The helper of PyTorch has no idea of the groups. The std of the gradient is divided by two at each layer.
