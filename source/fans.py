# %% [markdown] name="intro"
# # Fans: count first, then write the formula
#
# Every classical initializer divides by a fan. With a wrong fan, a right formula draws wrong weights. In this assignment you count connections by experiment, and then write the function that all later assignments rely on.
#
# It goes with [lesson 03](../../notebooks/03_fans.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("connections")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `connections` | 3 |
# | 2 · `receptive_field` | 3 |
# | 3 · `compute_fans`: dense 2, convolutions 3, one and three dimensions 2, groups 3, transposed 3 | 13 |
# | 4 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, fresh_rng
from initlab.slips import known

# %% [markdown] name="ex-connections"
# ## 1 · Which inputs does an output depend on?
#
# You are handed a layer as a black box: a function from a vector of `n_in` numbers to a vector of `n_out` numbers. Find out by experiment which input is connected to which output: change one input at a time and see which outputs change.
#
# About 6 lines. The layer has a bias, so an output need not be zero when the inputs are; and a connection may have a negative weight.

# %% solution="connections"
def connections(layer, n_in):
    """Which output depends on which input.

    layer: a function, (n_in,) float array -> (n_out,) float array
    returns: (n_out, n_in) bool array; entry [k, j] is True when changing input j changes output k
    """
    ### BEGIN SOLUTION
    base = layer(np.zeros(n_in))
    columns = [layer(one) != base for one in np.eye(n_in)]
    return np.stack(columns, axis=1)  # (n_out, n_in)
    ### END SOLUTION

# %% test="connections-check" points=3 lesson="03_fans#counting"
def three_units(x):
    """Unit 0 adds inputs 0 and 1, unit 1 subtracts input 1, unit 2 doubles input 2; bias 3."""
    x = np.asarray(x, dtype=float)
    return np.array([x[0] + x[1], -x[1], 2 * x[2]]) + 3.0

Y, N = True, False
agree(
    connections,
    on=[call(three_units, 3)],
    expected=[np.array([[Y, Y, N], [N, Y, N], [N, N, Y]])],
    slips=known("connections-check"),
)
### BEGIN HIDDEN TESTS
def layer_with(mask, size, rng):
    """A layer that has just these connections, of either sign and about this size, and a bias."""
    weight = mask * size * rng.uniform(0.5, 1.5, mask.shape) * rng.choice([-1.0, 1.0], mask.shape)
    bias = rng.uniform(5.0, 9.0, mask.shape[0])
    return lambda x: weight @ np.asarray(x, dtype=float) + bias

def perturb_and(judge, layer, n_in):
    columns = [judge(layer(one), layer(np.zeros(n_in))) for one in np.eye(n_in)]
    return np.stack(columns, axis=1)

rng = fresh_rng()
masks = [rng.random((n_out, n_in)) < 0.4 for n_out, n_in in ((4, 7), (6, 5))]
for mask in masks:  # one connection only, and a full row, so that no guess fits by luck
    mask[0], mask[-1] = True, np.arange(mask.shape[1]) == 1
layers = [layer_with(mask, size, rng) for mask, size in zip(masks, (1.0, 0.04))]
agree(
    connections,
    on=[call(layer, mask.shape[1]) for layer, mask in zip(layers, masks)],
    expected=masks,
    slips={
        "connections-transposed": [mask.T for mask in masks],
        "connections-by-sign": lambda f, n: perturb_and(lambda y, base: y > base, f, n),
        "connections-from-value": lambda f, n: perturb_and(lambda y, base: y != 0, f, n),
        "connections-accumulated": [np.logical_or.accumulate(m, axis=1) for m in masks],
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-receptive-field"
# ## 2 · How many places does a kernel look at?
#
# The letters of a layout name the axes of a weight in order: `i` is the axis of input channels, `o` the axis of output channels, and every other letter (`w`; `h` and `w`; `d`, `h` and `w`) is an axis of the kernel. Dense weights are `"in_out"` or `"out_in"` and have no kernel: they look at one place.
#
# | layout | shape | where you meet it |
# |---|---|---|
# | `"in_out"` | (n_in, n_out) | Keras, JAX dense |
# | `"out_in"` | (n_out, n_in) | PyTorch `nn.Linear` |
# | `"wio"`, `"hwio"`, `"dhwio"` | (…kernel, in, out) | Keras, JAX convolutions |
# | `"oiw"`, `"oihw"`, `"oidhw"` | (out, in, …kernel) | PyTorch convolutions |
#
# About 4 lines.

# %% solution="receptive_field"
def receptive_field(shape, layout):
    """The number of positions of the kernel; 1 for a dense layer.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    """
    ### BEGIN SOLUTION
    if layout in ("in_out", "out_in"):
        return 1
    return int(np.prod([n for n, axis in zip(shape, layout) if axis not in "io"]))
    ### END SOLUTION

# %% test="receptive-field-check" points=3 lesson="03_fans#receptive-field"
agree(
    receptive_field,
    on=[call((3, 5, 16, 32), "hwio"), call((32, 16, 3, 5), "oihw")],
    expected=[15, 15],
    slips=known("receptive-field-check"),
)
agree(
    receptive_field,
    on=[call((4, 6), "in_out"), call((4, 6), "out_in")],
    expected=[1, 1],
    slips=known("receptive-field-check-dense"),
)
### BEGIN HIDDEN TESTS
def kernel_of(shape, layout):
    return [n for n, axis in zip(shape, layout) if axis not in "io"]

def positions(shape, layout):
    """Counted one by one: every index into the kernel is a position."""
    return sum(1 for _ in np.ndindex(*kernel_of(shape, layout)))

rng = fresh_rng()
cases = []
for layout in ("oiw", "hwio", "oihw", "wio", "dhwio", "oidhw"):
    kernel = rng.permutation([2, 3, 5])[: len(layout) - 2].tolist()
    channels = {"i": 7, "o": 11}
    sizes = iter(kernel)
    cases.append(call(tuple(channels[a] if a in channels else next(sizes) for a in layout), layout))
agree(
    receptive_field, on=cases, expected=positions,
    slips={
        "field-one-axis": lambda s, a: kernel_of(s, a)[0],
        "field-one-axis/last": lambda s, a: kernel_of(s, a)[-1],
        "field-sum": lambda s, a: sum(kernel_of(s, a)),
        "field-square": lambda s, a: kernel_of(s, a)[0] ** len(kernel_of(s, a)),
        "field-square/last": lambda s, a: kernel_of(s, a)[-1] ** len(kernel_of(s, a)),
        "field-channels": lambda s, a: int(np.prod(s)),
        "field-wrong-axes": lambda s, a: int(np.prod(s[:2] if a.startswith("oi") else s[-2:])),
        "field-wrong-axes/last": lambda s, a: int(np.prod(s[2:])),
        "field-wrong-axes/first": lambda s, a: int(np.prod(s[:-2])),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-compute-fans"
# ## 3 · `compute_fans`
#
# Count with stride 1 and away from the border: `fan_in` is how many inputs feed one output unit, `fan_out` how many output units one input feeds.
#
# * With `groups` > 1 the channels are cut into that many groups and an output sees the inputs of its own group only. A grouped convolution stores its weight with the *inputs per group* on the `i` axis: PyTorch's shape is (out, in/groups, height, width).
# * A `transposed` convolution stores the two channel axes the other way round: the axis called `o` holds all the inputs, the axis called `i` holds the outputs (per group, when there are groups). PyTorch's shape is (in, out/groups, height, width), Keras's is (height, width, out, in).
# * Dense layers are never grouped or transposed here.
#
# About 10 lines. You may use your `receptive_field`. The checks below go from easy to hard, and each earns its own points: hand in what you have.

# %% solution="compute_fans"
def compute_fans(shape, layout, groups=1, transposed=False):
    """(fan_in, fan_out) of a weight, two ints, by counting connections.

    shape: tuple of ints, one for each axis of the weight
    layout: "in_out", "out_in", "wio", "oiw", "hwio", "oihw", "dhwio" or "oidhw"
    groups: into how many groups the channels are cut
    transposed: whether it is the weight of a transposed convolution
    """
    ### BEGIN SOLUTION
    if layout in ("in_out", "out_in"):
        layout = {"in_out": "io", "out_in": "oi"}[layout]
    area = int(np.prod([n for n, axis in zip(shape, layout) if axis not in "io"]))
    whole = shape[layout.index("o")] // groups  # this axis holds all groups
    per_group = shape[layout.index("i")]
    fan_in, fan_out = per_group * area, whole * area
    return (fan_out, fan_in) if transposed else (fan_in, fan_out)
    ### END SOLUTION

# %% test="fans-oracle" points=0
# The grader's own tools; they count connections, as you did in exercise 1.
### BEGIN HIDDEN TESTS
LETTERS = {"in_out": "io", "out_in": "oi"}

def full_weight(shape, layout, groups, transposed, rng):
    """A weight as (outputs, inputs, *kernel) with a zero for every pair in different groups."""
    letters = LETTERS.get(layout, layout)
    space = [k for k, axis in enumerate(letters) if axis not in "io"]
    stored = np.transpose(np.ones(shape), [letters.index("o"), letters.index("i"), *space])
    whole, per_group = stored.shape[:2]  # one axis holds all channels, the other those of a group
    full = np.zeros((whole, per_group * groups, *stored.shape[2:]))
    for unit in range(whole):
        group = unit // (whole // groups)
        for k in range(per_group):
            full[unit, group * per_group + k] = rng.uniform(0.5, 1.5, stored.shape[2:])
    return np.swapaxes(full, 0, 1) if transposed else full

def convolve(full, x):
    """Stride 1, zeros around: x (batch, inputs, *space) -> (batch, outputs, *space)."""
    kernel = full.shape[2:]
    wide = np.pad(x, [(0, 0), (0, 0), *((k // 2, k // 2) for k in kernel)])
    y = 0.0
    for offset in np.ndindex(*kernel):
        window = tuple(slice(o, o + n) for o, n in zip(offset, x.shape[2:]))
        y = y + np.einsum("oi,bi...->bo...", full[(..., *offset)], wide[(..., *window)])
    return y

def counted(shape, layout, groups=1, transposed=False):
    """The fans by experiment: perturb an input far from the border, see which outputs change;
    then perturb every input, and see which of them one such output notices."""
    rng = np.random.default_rng(0)  # any weights without a zero give the same count
    full = full_weight(shape, layout, groups, transposed, rng)
    space = tuple(2 * k + 1 for k in full.shape[2:])
    middle = tuple(n // 2 for n in space)
    base = rng.random((1, full.shape[1], *space))
    poked = base.copy()
    poked[(0, 0, *middle)] += 1.0
    fan_out = np.sum(convolve(full, poked) != convolve(full, base))
    field = tuple(slice(m - k // 2, m - k // 2 + k) for m, k in zip(middle, full.shape[2:]))
    seen = base[(..., *field)][0]  # what lies under the kernel of output 0 in the middle
    fan_in = 0
    for index in np.ndindex(*seen.shape):
        other = seen.copy()
        other[index] += 1.0
        fan_in += np.sum(full[0] * other) != np.sum(full[0] * seen)
    return int(fan_in), int(fan_out)

def wrong_fans(change):
    """A wrong compute_fans: the right steps, with one of them changed."""
    def function(shape, layout, groups=1, transposed=False):
        letters = LETTERS.get(layout, layout)
        parts = {
            "area": int(np.prod([n for n, a in zip(shape, letters) if a not in "io"])),
            "i": shape[letters.index("i")], "o": shape[letters.index("o")],
            "groups": groups, "transposed": transposed, "shape": shape,
        }
        return change(**parts)
    return function

def pair(i, o, area, groups, transposed, **_):
    fans = (i * area, o * area / groups)
    return fans[::-1] if transposed else fans

def at(shape, k_in, k_out, **_):
    area = np.prod(shape) / shape[k_in] / shape[k_out]
    return shape[k_in] * area, shape[k_out] * area

WRONG_FANS = {
    "fans-swapped": wrong_fans(lambda **p: pair(**p)[::-1]),
    "fans-fixed-order/first": wrong_fans(lambda **p: at(p["shape"], 0, 1)),
    "fans-fixed-order/torch": wrong_fans(lambda **p: at(p["shape"], 1, 0)),
    "fans-fixed-order/keras": wrong_fans(lambda **p: at(p["shape"], -2, -1)),
    "fans-no-field": wrong_fans(lambda **p: pair(**{**p, "area": 1})),
    "fans-area-once/in": wrong_fans(lambda **p: (pair(**p)[0], pair(**{**p, "area": 1})[1])),
    "fans-area-once/out": wrong_fans(lambda **p: (pair(**{**p, "area": 1})[0], pair(**p)[1])),
    "fans-product": wrong_fans(lambda **p: (int(np.prod(p["shape"])),) * 2),
    "fans-sum": wrong_fans(lambda **p: sum(pair(**p))),
    "fans-no-groups": wrong_fans(lambda **p: pair(**{**p, "groups": 1})),
    "fans-groups-twice": wrong_fans(lambda **p: tuple(np.divide(
        pair(**p), (1, p["groups"]) if p["transposed"] else (p["groups"], 1)))),
    "fans-groups-twice/whole": wrong_fans(lambda **p: tuple(int(f) for f in np.divide(
        pair(**p), (1, p["groups"]) if p["transposed"] else (p["groups"], 1)))),
    "fans-groups-wrong-axis": wrong_fans(lambda **p: tuple(np.multiply(pair(**p), (
        (p["groups"], 1 / p["groups"]) if p["transposed"] else (1 / p["groups"], p["groups"]))))),
    "fans-groups-wrong-axis/whole": wrong_fans(lambda **p: tuple(int(f) for f in np.multiply(
        pair(**p), ((p["groups"], 1 / p["groups"]) if p["transposed"]
                    else (1 / p["groups"], p["groups"]))))),
    "fans-no-transposed": wrong_fans(lambda **p: pair(**{**p, "transposed": False})),
}
### END HIDDEN TESTS

# %% [markdown] name="ex-fans-dense"
# ### Dense weights

# %% test="fans-dense" points=2 lesson="03_fans#layouts"
agree(
    compute_fans,
    on=[call((4, 6), "in_out"), call((4, 6), "out_in")],
    expected=[(4, 6), (6, 4)],
    slips=known("fans-dense"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
m, n, p, q = (int(k) for k in rng.choice(np.arange(2, 30), 4, replace=False))
agree(compute_fans, on=[call((m, n), "in_out"), call((p, q), "out_in")], expected=counted,
      slips=WRONG_FANS)
### END HIDDEN TESTS

# %% [markdown] name="ex-fans-conv"
# ### Convolutions in two dimensions

# %% test="fans-conv" points=3 lesson="03_fans#both-ways"
agree(
    compute_fans,
    on=[call((3, 5, 16, 32), "hwio"), call((32, 16, 3, 5), "oihw")],
    expected=[(240, 480), (240, 480)],
    slips=known("fans-conv"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
i, o = (int(k) for k in rng.choice(np.arange(2, 9), 2, replace=False))
h, w = (int(k) for k in rng.permutation([1, 3, 5])[:2])
agree(
    compute_fans,
    on=[call((h, w, i, o), "hwio"), call((o, i, w, h), "oihw"), call((3, 3, o, i), "hwio")],
    expected=counted, slips=WRONG_FANS,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-fans-1d-3d"
# ### One and three dimensions

# %% test="fans-1d-3d" points=2 lesson="03_fans#layouts"
agree(
    compute_fans,
    on=[call((5, 4, 6), "wio"), call((6, 4, 5), "oiw"),
        call((2, 3, 5, 4, 6), "dhwio"), call((6, 4, 2, 3, 5), "oidhw")],
    expected=[(20, 30), (20, 30), (120, 180), (120, 180)],
    slips=known("fans-1d-3d"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
i, o = (int(k) for k in rng.choice(np.arange(2, 7), 2, replace=False))
agree(
    compute_fans,
    on=[call((7, i, o), "wio"), call((o, i, 9), "oiw"),
        call((1, 3, 3, i, o), "dhwio"), call((o, i, 3, 1, 1), "oidhw")],
    expected=counted, slips=WRONG_FANS,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-fans-groups"
# ### Groups, and depthwise as the extreme case

# %% test="fans-groups" points=3 lesson="03_fans#groups"
agree(
    compute_fans,
    on=[call((12, 2, 3, 3), "oihw", groups=4), call((4, 1, 3, 3), "oihw", groups=4),
        call((3, 3, 2, 12), "hwio", groups=4)],
    expected=[(18, 27), (9, 9), (18, 27)],
    slips=known("fans-groups"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
g = int(rng.choice([2, 3]))
a, b = (int(k) for k in rng.choice([2, 3, 4], 2, replace=False))
agree(
    compute_fans,
    on=[call((a * g, b, 3, 5), "oihw", groups=g), call((5, 1, b, a * g), "hwio", groups=g),
        call((6, 1, 3), "oiw", groups=6), call((a * g, b, 3, 3), "oihw"),
        call((a * g, b, 1, 3, 2), "oidhw", groups=g), call((2, 1, 3, b, a * g), "dhwio", groups=g)],
    expected=counted, slips=WRONG_FANS,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-fans-transposed"
# ### Transposed convolutions

# %% test="fans-transposed" points=3 lesson="03_fans#transposed"
agree(
    compute_fans,
    on=[call((16, 32, 3, 3), "oihw", transposed=True), call((3, 3, 32, 16), "hwio", transposed=True),
        call((8, 3, 3, 3), "oihw", groups=2, transposed=True), call((16, 32, 3, 3), "oihw")],
    expected=[(144, 288), (144, 288), (36, 27), (288, 144)],
    slips=known("fans-transposed"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
i, o = (int(k) for k in rng.choice(np.arange(2, 7), 2, replace=False))
agree(
    compute_fans,
    on=[call((i, o, 3, 5), "oihw", transposed=True), call((5, 3, o, i), "hwio", transposed=True),
        call((2 * i, 3, 3, 3), "oihw", groups=2, transposed=True),
        call((7, o, i), "wio", transposed=True), call((i, o, 3, 3), "oihw"),
        call((3, 5, 3, 2 * i), "hwio", groups=2, transposed=True),
        call((2, 3, 1, o, 3 * i), "dhwio", groups=3, transposed=True)],
    expected=counted,
    # Dividing the other axis comes to the same here, whichever thought led to it.
    slips={**{key: f for key, f in WRONG_FANS.items() if "wrong-axis" not in key}, **{
        f"fans-transposed-groups{mark}": wrong_fans(lambda change=change, **p: (
            (p["o"] * p["area"], change(p["i"], p["groups"], p["area"])) if p["transposed"]
            else pair(**p)))
        for mark, change in {
            "": lambda i, g, area: i * area / g,
            "/whole": lambda i, g, area: i * area // g,
            "/channel": lambda i, g, area: i // g * area,
        }.items()}},
)
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 4 · In your own words
#
# For the depthwise weight `(4, 1, 3, 3)` with 4 groups, PyTorch's own helper says (9, 36). You want to use He's fan-out form, variance 2/fan_out, because you care about the size of the gradients. In four to eight sentences: which number is right and how would you show it to a colleague who doubts you? What happens to the gradients' size, layer after layer, if you trust the helper?

# %% [markdown] manual="why-count" points=4 lesson="03_fans#helpers"
# **Exemplary answer.** The right fan-out is 9. In a depthwise convolution each input channel feeds one output channel only, through the nine positions of the kernel, so one input value reaches nine outputs. I would show it by the experiment of exercise 1: add one to an input in the middle of the image and count the outputs that change; nine do. The helper multiplies the first axis, 4, by the area, 9; it takes the first axis for the outputs that *one* input feeds, and it doesn't know about groups. With 36 instead of 9 the weights' variance is four times too small, so the gradient's standard deviation is halved in every such layer, and after ten of them it is about a thousandth (2⁻¹⁰).
#
# **Mark scheme.** 1 point: says 9, with a reason that counts connections. 1 point: a demonstration that a doubter could run (perturb one input, count outputs; or the Jacobian). 1 point: the helper uses the whole output axis, blind to groups. 1 point: variance 4 times too small, so a factor ½ in standard deviation a layer (any correct statement of the size and that it compounds).
