# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    x0 = np.ones(n_in)
    y0 = layer(x0)
    cols = []
    for j in range(n_in):
        x = x0.copy()
        x[j] *= 2
        cols.append(~np.isclose(layer(x), y0))
    return np.array(cols).T

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    if layout in ("in_out", "out_in"):
        return 1
    return sum(n for n, a in zip(shape, layout) if a not in "io")

# %%
from IPython.display import HTML, display

display(HTML("<b>exercise 2 done</b><script>document.title = 'done'; alert('done');</script>"))
HTML("<img src='x' onerror='alert(1)'>")

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    dense = {"in_out": "io", "out_in": "oi"}
    names = dense.get(layout, layout)
    area = 1
    for n, a in zip(shape, names):
        if a in "dhw":
            area = area * n
    i = shape[names.index("i")]
    o = shape[names.index("o")] // groups
    if transposed:
        i, o = o, i
    return i * area, o      # every output belongs to one position

# %% [markdown] manual="why-count"
# 9 is correct. Every input pixel is seen by 9 windows of its own channel. Try: set one pixel to 1 and count nonzero outputs. PyTorch doesn't look at groups. Then Var is 4 times smaller.
