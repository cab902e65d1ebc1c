# %% [markdown] name="intro"
# # He: the weights make up for what an activation takes
#
# ReLU keeps half of the mean square of what comes in, so He's rule puts a 2 where LeCun has a 1. In this assignment you work out what ReLU keeps, what a layer and thirty layers do with it, and the gain of any activation; then you write the two initializers.
#
# It goes with [lesson 05](../../notebooks/05_he.ipynb), and exercise 4 with [lesson 05b](../../notebooks/05b_gains.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("relu_moments")`, in a cell of your own, gives a hint; each further call gives the next one. No exercise needs your answer to another one.
#
# | exercise | points |
# |---|---|
# | 1 · `relu_moments` | 3 |
# | 2 · `layer_factor`: ReLU 2, any slope 2 | 4 |
# | 3 · `rms_after` | 2 |
# | 4 · `gain` | 4 |
# | 5 · `he_normal`: every layout 3, mode and slope 2 | 5 |
# | 6 · `he_uniform`: every layout 3, mode and slope 2 | 5 |
# | 7 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.accuracy import accurate
from initlab.checks import agree, call, fresh_rng
from initlab.samples import drawn
from initlab.slips import known

# %% [markdown] name="ex-relu-moments"
# ## 1 · What ReLU leaves
#
# For $z \sim N(0, \sigma^2)$ and $a = \operatorname{relu}(z)$, return the mean square $E[a^2]$ and the variance $\operatorname{Var} a$.
#
# About 2 lines. For $\sigma = 1$: 0.5 and 0.3408.

# %% solution="relu_moments"
def relu_moments(sigma):
    """(E[a²], Var a), two floats, for a = relu(z) and z normal with mean 0.

    sigma: the standard deviation of z
    """
    ### BEGIN SOLUTION
    mean_square = sigma**2 / 2
    return mean_square, mean_square - sigma**2 / (2 * np.pi)
    ### END SOLUTION

# %% test="relu-moments" points=3 lesson="05_he#mean-square"
agree(
    relu_moments,
    on=[call(1.0), call(2.0)],
    expected=[(0.5, 0.34084505690810466), (2.0, 1.3633802276324186)],
    slips=known("relu-moments"), rtol=1e-6,
)
### BEGIN HIDDEN TESTS
x, weights = np.polynomial.legendre.leggauss(100)

def positive_half(h, sigma):
    """E[h(z); z > 0] for z ~ N(0, sigma²), by Gauss–Legendre quadrature on (0, 12 sigma)."""
    u = 6 * (x + 1)
    density = 6 * weights * np.exp(-u**2 / 2) / np.sqrt(2 * np.pi)
    return float(density @ h(sigma * u))

def moments(sigma):
    mean, mean_square = (positive_half(h, sigma) for h in (lambda z: z, np.square))
    return mean_square, mean_square - mean**2

rng = fresh_rng()
agree(
    relu_moments, on=[call(float(s)) for s in rng.uniform([0.2, 1.5], [0.7, 4.0])],
    expected=moments, rtol=1e-6,
    slips={
        "he-moments-same": lambda s: (moments(s)[0],) * 2,
        "he-moments-swapped": lambda s: moments(s)[::-1],
        "he-moments-std": lambda s: tuple(m / s for m in moments(s)),
        "he-moments-mean": lambda s: (moments(s)[0], moments(s)[0] - positive_half(abs, s)),
        "he-moments-whole": lambda s: (s**2, s**2),
        "he-moments-half-line": lambda s: (s**2, s**2 * (1 - 2 / np.pi)),
    },
)
### END HIDDEN TESTS

# %% test="he-factor-oracle" points=0
# The grader's own tools: a layer's factor, term by term, and those of likely slips.
### BEGIN HIDDEN TESTS
def sum_of_squares(n_in, var_w, slope=0.0):
    """z is 1 or -1, each half the time; the variances of the n_in terms are added one by one."""
    keeps = np.mean([np.where(z > 0, z, slope * z) ** 2 for z in (1.0, -1.0)])
    return float(sum(var_w * keeps for _ in range(n_in)))

def factor_by(change):
    """A wrong layer_factor: the parts of the right one, put together otherwise."""
    return lambda n_in, var_w, slope=0.0: float(change(n_in, var_w, slope))

WRONG_FACTORS = {
    "he-factor-half": factor_by(lambda n, v, a: n * v * (1 + a**2)),
    "he-factor-variance": factor_by(lambda n, v, a: n * v * (
        (1 + a**2) / 2 - (1 - a) ** 2 / (2 * np.pi))),
    "he-factor-root": factor_by(lambda n, v, a: np.sqrt(n * v * (1 + a**2) / 2)),
    "he-factor-std": factor_by(lambda n, v, a: n * np.sqrt(v) * (1 + a**2) / 2),
    "he-factor-inverse": factor_by(lambda n, v, a: n * v * 2 / (1 + a**2)),
    "he-factor-fan": factor_by(lambda n, v, a: v * (1 + a**2) / 2),
    "he-factor-slope": factor_by(lambda n, v, a: n * v / 2),
    "he-factor-slope-plain": factor_by(lambda n, v, a: n * v * (1 + a) / 2),
    "he-factor-slope-together": factor_by(lambda n, v, a: n * v * (1 + a) ** 2 / 2),
    "he-factor-slope-together/quarter": factor_by(lambda n, v, a: n * v * ((1 + a) / 2) ** 2),
}
### END HIDDEN TESTS

# %% [markdown] name="ex-layer-factor"
# ## 2 · What one layer does
#
# A layer turns $z$ into $a = f(z)$, where $f$ is a leaky ReLU of slope `slope` (0 is ReLU), and sums $n_{in}$ of those, each with a weight of mean 0 and variance `var_w`, into the next $z$. By what is $E[z^2]$ multiplied?
#
# About 1 line.

# %% solution="layer_factor"
def layer_factor(n_in, var_w, slope=0.0):
    """E[z²] of the next layer over E[z²] of this one, a float.

    n_in: how many inputs a unit of the next layer has
    var_w: the variance of a weight
    slope: of the activation, for negative z
    """
    ### BEGIN SOLUTION
    return n_in * var_w * (1 + slope**2) / 2
    ### END SOLUTION

# %% [markdown] name="ex-layer-factor-relu"
# ### ReLU

# %% test="layer-factor-relu" points=2 lesson="05_he#forward"
agree(
    layer_factor,
    on=[call(512, 1 / 512), call(100, 0.06)],
    expected=[0.5, 3.0],
    slips=known("layer-factor-relu"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
agree(
    layer_factor, on=[call(int(n), float(v)) for n, v in zip(rng.integers(20, 400, 3),
                                                            rng.uniform(0.002, 0.2, 3))],
    expected=sum_of_squares,
    slips={key: wrong for key, wrong in WRONG_FACTORS.items() if "slope-" not in key},
)
### END HIDDEN TESTS

# %% [markdown] name="ex-layer-factor-slope"
# ### Leaky ReLU

# %% test="layer-factor-slope" points=2 lesson="05_he#leaky"
agree(
    layer_factor,
    on=[call(100, 0.02, slope=0.5), call(100, 0.06, slope=1.0)],
    expected=[1.25, 6.0],
    slips=known("layer-factor-slope"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
agree(
    layer_factor, on=[call(int(n), float(v), slope=float(a)) for n, v, a in zip(
        rng.integers(20, 400, 3), rng.uniform(0.002, 0.2, 3), rng.uniform(0.1, 0.9, 3))],
    expected=sum_of_squares, slips=WRONG_FACTORS,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-rms-after"
# ## 3 · What thirty layers do
#
# Each layer multiplies the mean square of the signal by `factor`. The input has rms 1. What is the **rms** after `depth` layers?
#
# About 1 line. With a factor of ½, Xavier's for ReLU, 30 layers leave 0.0000305.

# %% solution="rms_after"
def rms_after(depth, factor):
    """The rms of the signal, a float.

    depth: the number of layers
    factor: by what each of them multiplies the mean square
    """
    ### BEGIN SOLUTION
    return factor ** (depth / 2)
    ### END SOLUTION

# %% test="rms-after" points=2 lesson="05_he#forward"
agree(
    rms_after,
    on=[call(30, 0.5), call(3, 4.0)],
    expected=[3.0517578125e-05, 8.0],
    slips=known("rms-after"),
)
### BEGIN HIDDEN TESTS
def layer_by_layer(depth, factor):
    mean_square = 1.0
    for _ in range(depth):
        mean_square *= factor
    return float(np.sqrt(mean_square))

rng = fresh_rng()
agree(
    rms_after, on=[call(int(rng.integers(4, 12)), float(rng.uniform(*range_)))
                   for range_ in ((0.2, 0.8), (1.2, 1.9))],
    expected=layer_by_layer,
    slips={
        "he-depth-root": lambda depth, factor: factor**depth,
        "he-depth-root/squared": lambda depth, factor: factor ** (2 * depth),
        "he-depth-linear": lambda depth, factor: depth * factor,
        "he-depth-linear/root": lambda depth, factor: float(np.sqrt(depth * factor)),
        "he-depth-linear/root-of-factor": lambda depth, factor: float(depth * np.sqrt(factor)),
        "he-depth-one": lambda depth, factor: float(np.sqrt(factor)),
        "he-depth-off-by-one": lambda depth, factor: layer_by_layer(depth - 1, factor),
        "he-depth-off-by-one/more": lambda depth, factor: layer_by_layer(depth + 1, factor),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-gain"
# ## 4 · The gain of any activation
#
# Return the $g$ for which weights of standard deviation $g/\sqrt{n_{in}}$ keep $E[z^2] = 1$ behind the activation $f$, for normal $z$: $g = 1/\sqrt{E[f(z)^2]}$.
#
# About 4 lines, with the strips of [lesson 05b](../../notebooks/05b_gains.ipynb#An-average-over-a-normal-distribution) or with Gauss–Hermite quadrature. It must be right to five digits (a relative error below $2 \cdot 10^{-5}$), for a smooth $f$ and for one with a kink, such as leaky ReLU. For tanh: 1.59254.

# %% solution="gain"
def gain(activation):
    """1 / √E[f(z)²] for z ~ N(0, 1), a float.

    activation: f, a function of a float array, element by element
    """
    ### BEGIN SOLUTION
    z = np.linspace(-10, 10, 4000)
    density = np.exp(-(z**2) / 2)
    return 1 / np.sqrt(np.sum(density * activation(z) ** 2) / np.sum(density))
    ### END SOLUTION

# %% test="gain-check" points=4 lesson="05b_gains#gain"
def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * np.asarray(z))

def bent(z):
    return z + z**2  # its square is z² + 2z³ + z⁴, of mean 1 + 0 + 3

accurate(
    gain,
    on=[call(bent), call(np.tanh), call(sigmoid)],
    expected=[0.5, 1.592537419724687, 1.8462285453407568],
    slips=known("gain-check"), rtol=2e-5, rough="he-gain-rough",
)
### BEGIN HIDDEN TESTS
x, weights = np.polynomial.legendre.leggauss(200)

def of_normal(h):
    """E h(z), by Gauss–Legendre quadrature on each side of 0, where an activation may have a kink."""
    u = 6 * (x + 1)
    density = 6 * weights * np.exp(-u**2 / 2) / np.sqrt(2 * np.pi)
    return float(density @ (h(u) + h(-u)))

def named(name, f):
    f.__name__ = name
    return f

rng = fresh_rng()
k, m, a, s = (float(x) for x in rng.uniform([0.6, 0.6, 0.1, 0.3], [1.2, 1.4, 0.6, 0.9]))
shapes = [
    named("a_tanh", lambda z: m * np.tanh(k * np.asarray(z))),
    named("a_leaky_relu", lambda z: np.where(np.asarray(z) > 0, z, a * np.asarray(z))),
    named("a_silu", lambda z: np.asarray(z) * sigmoid(m * np.asarray(z))),
    named("a_shifted_sigmoid", lambda z: sigmoid(np.asarray(z) + s)),
    named("a_wave", lambda z: s + np.sin(k * np.asarray(z))),
]
second = {f: of_normal(lambda z, f=f: f(z) ** 2) for f in shapes}
mean = {f: of_normal(f) for f in shapes}
half = {f: of_normal(lambda z, f=f: f(z / np.sqrt(2)) ** 2) for f in shapes}
accurate(
    gain, on=[call(f) for f in shapes], expected=[second[f] ** -0.5 for f in shapes], rtol=2e-5,
    slips={
        "he-gain-variance": [(second[f] - mean[f] ** 2) ** -0.5 for f in shapes],
        "he-gain-squared": [1 / second[f] for f in shapes],
        "he-gain-upside-down": [second[f] ** 0.5 for f in shapes],
        "he-gain-upside-down/square": [second[f] for f in shapes],
        "he-gain-absolute": [1 / of_normal(lambda z, f=f: abs(f(z))) for f in shapes],
        "he-gain-slope": [2e-4 / float(f(1e-4) - f(-1e-4)) for f in shapes],
        "he-gain-nodes": [half[f] ** -0.5 for f in shapes],
        "he-gain-weights": [(second[f] * np.sqrt(2 * np.pi)) ** -0.5 for f in shapes],
        "he-gain-weights/physicists": [(second[f] * np.sqrt(np.pi)) ** -0.5 for f in shapes],
        "he-gain-weights/both": [(half[f] * np.sqrt(np.pi)) ** -0.5 for f in shapes],
    },
    rough="he-gain-rough",
)
### END HIDDEN TESTS

# %% [markdown] name="ex-fans"
# ## A helper for the next two
#
# `fans(shape, layout)` counts what you counted in the assignment `fans`, for dense layers and plain convolutions. Use it.

# %% locked="fans"
def fans(shape, layout):
    """(fan_in, fan_out) of a weight in the layout "in_out", "out_in", "hwio" or "oihw"."""
    if layout in ("in_out", "out_in"):
        return tuple(shape) if layout == "in_out" else tuple(shape[::-1])
    area = shape[layout.index("h")] * shape[layout.index("w")]
    return shape[layout.index("i")] * area, shape[layout.index("o")] * area

# %% test="he-oracle" points=0
# The grader's own tools: the distribution that each call should draw from, and those of likely slips.
### BEGIN HIDDEN TESTS
from initlab.laws import normal, uniform

def counted(shape, layout):
    """The fans once more, by the letters of the layout."""
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    size = dict(zip(letters, shape))
    area = size.get("h", 1) * size.get("w", 1)
    return size["i"] * area, size["o"] * area

def law_by(kind, change):
    """The distribution whose variance `change` gives, from (n, the other fan, slope)."""
    def law(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
        fan_in, fan_out = counted(shape, layout)
        pair = (fan_in, fan_out) if mode == "fan_in" else (fan_out, fan_in)
        return kind(np.sqrt(change(*pair, negative_slope)))
    return law

def flat(std):
    return uniform(-np.sqrt(3) * std, np.sqrt(3) * std)

def told(function, **other):
    """The distribution as if some arguments had been others: a slip that ignores them."""
    return lambda shape, rng, **given: function(shape, rng, **{**given, **other})

def he(n, _, a):
    return 2 / (1 + a**2) / n

def as_bound(std):
    return uniform(-std, std)

def slips_of(kind, other):
    """Distributions of likely slips, for an initializer of this kind of distribution."""
    right = law_by(kind, he)
    return {
        "he-other-law": law_by(other, he),
        "he-variance-as-std": law_by(kind, lambda n, m, a: he(n, m, a) ** 2),
        "he-no-gain": law_by(kind, lambda n, m, a: 1 / n),
        "he-gain-twice": law_by(kind, lambda n, m, a: 4 / (1 + a**2) ** 2 / n),
        "he-xavier": law_by(kind, lambda n, m, a: 2 / (n + m)),
        "he-average": law_by(kind, lambda n, m, a: he((n + m) / 2, m, a)),
        "he-fans-swapped": law_by(kind, lambda n, m, a: he(m, n, a)),
        "he-layout-ignored": lambda shape, rng, layout="in_out", **given: right(
            shape, rng, layout={2: "in_out", 4: "hwio"}[len(shape)], **given),
        "he-slope-ignored": told(right, negative_slope=0.0),
        "he-slope-plain": law_by(kind, lambda n, m, a: 2 / (1 + a) / n),
        "he-slope-unrooted": law_by(kind, lambda n, m, a: 2 / (1 + a**2) ** 2 / n),
        "he-mode-ignored": told(right, mode="fan_in"),
        "he-mode-ignored/slope-too": told(right, mode="fan_in", negative_slope=0.0),
    }

UNIFORM_SLIPS = {
    "he-no-root-3": law_by(as_bound, he),
    "he-one-sided": law_by(lambda std: uniform(0, np.sqrt(3) * std), he),
    "he-whole-width": law_by(lambda std: uniform(-np.sqrt(12) * std, np.sqrt(12) * std), he),
    "he-bound-no-root": law_by(lambda std: uniform(-3 * std**2, 3 * std**2), he),
}
def shapes_of(rng):
    """A shape for each layout, with fans that are far from each other, wide in or wide out."""
    wide, narrow = int(rng.integers(250, 290)), int(rng.integers(120, 150))
    many, few = int(rng.integers(95, 115)), int(rng.integers(34, 42))
    h, w = (int(k) for k in rng.permutation([2, 3]))
    shapes = {"in_out": (wide, narrow), "out_in": (narrow, wide),
              "hwio": (h, w, few, many), "oihw": (few, many, w, h)}
    turned = {"in_out": (narrow, wide), "out_in": (wide, narrow),
              "hwio": (h, w, many, few), "oihw": (many, few, w, h)}
    return turned if rng.random() < 0.5 else shapes

def calls_of(cases):
    """The cases in an order of chance, so that neither a table nor a count of calls helps."""
    rng = fresh_rng()
    return [call(shape, np.random.default_rng(rng.integers(2**32)), **given)
            for shape, given in (cases[k] for k in rng.permutation(len(cases)))]

def layout_cases(rng):
    return [(shape, {} if layout == "in_out" else {"layout": layout})
            for layout, shape in shapes_of(rng).items()]

def mode_cases(rng):
    """Fan-out in two layouts, a slope in the two others, and both in one of the four."""
    shapes, order = shapes_of(rng), rng.permutation(["in_out", "out_in", "hwio", "oihw"]).tolist()
    given = [{"mode": "fan_out"}, {"mode": "fan_out"}, *(
        {"negative_slope": float(rng.uniform(0.5, 0.7))} for _ in range(2))]
    cases = [(shapes[layout], {"layout": layout, **one}) for layout, one in zip(order, given)]
    both = {"mode": "fan_out", "negative_slope": float(rng.uniform(0.8, 0.9))}
    return [*cases, (shapes[order[2]], {"layout": order[2], **both})]
### END HIDDEN TESTS

# %% [markdown] name="ex-he-normal"
# ## 5 · `he_normal`
#
# Draw a weight by He's rule: a normal distribution of mean 0 and variance $2 / ((1 + a^2)\, n)$, where $n$ is the fan that `mode` names and $a$ is `negative_slope`. Take all chance from `rng`.
#
# About 3 lines. `he_normal((200, 300), rng)` has standard deviation 0.1.

# %% solution="he_normal"
def he_normal(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    """A float64 array of the given shape, drawn from a normal distribution.

    shape: tuple of ints, one for each axis of the weight
    rng: np.random.Generator
    layout: what the axes are, see `fans`
    mode: "fan_in" or "fan_out"
    negative_slope: of the leaky ReLU that follows; 0 for ReLU
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = fans(shape, layout)
    n = fan_in if mode == "fan_in" else fan_out
    return rng.normal(0, np.sqrt(2 / (1 + negative_slope**2) / n), shape)
    ### END SOLUTION

# %% test="he-normal" points=3 lesson="05_he#forward"
drawn(
    he_normal, on=[call((200, 300), fresh_rng())], law=[{"normal": 0.1}],
    slips=known("he-normal"),
)
### BEGIN HIDDEN TESTS
drawn(he_normal, on=calls_of(layout_cases(fresh_rng())), law=law_by(normal, he),
      slips={key: law for key, law in slips_of(normal, flat).items()
             if "slope" not in key and "mode" not in key})
### END HIDDEN TESTS

# %% [markdown] name="ex-he-normal-mode"
# ### Mode and slope

# %% test="he-normal-mode" points=2 lesson="05_he#leaky"
drawn(
    he_normal,
    on=[call((300, 200), fresh_rng(), mode="fan_out"), call((256, 200), fresh_rng(), negative_slope=0.75)],
    law=[{"normal": 0.1}, {"normal": 0.07071067811865475}],
    slips=known("he-normal-mode"),
)
### BEGIN HIDDEN TESTS
drawn(he_normal, on=calls_of(mode_cases(fresh_rng())), law=law_by(normal, he),
      slips=slips_of(normal, flat))
### END HIDDEN TESTS

# %% [markdown] name="ex-he-uniform"
# ## 6 · `he_uniform`
#
# The same variance, drawn from a uniform distribution around 0.
#
# About 3 lines. `he_uniform((600, 100), rng)` lies between −0.1 and 0.1.

# %% solution="he_uniform"
def he_uniform(shape, rng, layout="in_out", mode="fan_in", negative_slope=0.0):
    """A float64 array of the given shape, drawn from a uniform distribution.

    shape: tuple of ints, one for each axis of the weight
    rng: np.random.Generator
    layout: what the axes are, see `fans`
    mode: "fan_in" or "fan_out"
    negative_slope: of the leaky ReLU that follows; 0 for ReLU
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = fans(shape, layout)
    n = fan_in if mode == "fan_in" else fan_out
    bound = np.sqrt(3) * np.sqrt(2 / (1 + negative_slope**2) / n)
    return rng.uniform(-bound, bound, shape)
    ### END SOLUTION

# %% test="he-uniform" points=3 lesson="04_xavier#uniform"
drawn(
    he_uniform, on=[call((600, 100), fresh_rng())], law=[{"uniform": [-0.1, 0.1]}],
    slips=known("he-uniform"),
)
### BEGIN HIDDEN TESTS
drawn(he_uniform, on=calls_of(layout_cases(fresh_rng())), law=law_by(flat, he),
      slips={key: law for key, law in {**slips_of(flat, normal), **UNIFORM_SLIPS}.items()
             if "slope" not in key and "mode" not in key})
### END HIDDEN TESTS

# %% [markdown] name="ex-he-uniform-mode"
# ### Mode and slope

# %% test="he-uniform-mode" points=2 lesson="05_he#leaky"
drawn(
    he_uniform,
    on=[call((100, 600), fresh_rng(), mode="fan_out"), call((384, 120), fresh_rng(), negative_slope=0.75)],
    law=[{"uniform": [-0.1, 0.1]}, {"uniform": [-0.1, 0.1]}],
    slips=known("he-uniform-mode"),
)
### BEGIN HIDDEN TESTS
drawn(he_uniform, on=calls_of(mode_cases(fresh_rng())), law=law_by(flat, he),
      slips={**slips_of(flat, normal), **UNIFORM_SLIPS})
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 7 · In your own words
#
# A colleague builds a net of 40 layers with leaky ReLU of slope 0.5 and draws all weights by `he_normal` with the slope left at 0. Their signal explodes, so they conclude that "He's 2 is too big, the variance should be $1/n$; ReLU halves the *variance* anyway, and leaky ReLU loses less". In four to eight sentences: by how much does the rms grow in 40 layers, and what would it do with $1/n$? Which variance keeps it, and why? What is wrong with "ReLU halves the variance", and why does it not matter to the rule?

# %% [markdown] manual="why-two" points=4 lesson="05_he#leaky"
# **Exemplary answer.** A leaky ReLU of slope a keeps (1 + a²)/2 of the mean square of z, since z is as often negative as positive and the negative half comes through multiplied by a² in the square. With variance 2/n each layer therefore multiplies the mean square by 1 + a² = 1.25, and 40 layers multiply the rms by 1.25²⁰ ≈ 87. With 1/n the factor is 0.625, and the rms falls to 0.625²⁰ ≈ 0.00008: that is no cure. What keeps it is 2/((1 + a²) n) = 1.6/n. "ReLU halves the variance" is not right: after ReLU the mean is no longer zero, the mean square is half of Var z, but the variance only 0.34 of it. It does not matter to the rule, because the next layer's weights have mean zero, so its sum has variance n·Var w·E[a²]: what counts is the mean square.
#
# **Mark scheme.** 1 point: 1.25 in mean square per layer, so about 87 in rms (any correct statement of the compounding with a root). 1 point: with 1/n it vanishes, 0.625 per layer. 1 point: 2/((1 + a²) n), 1.6/n, with a reason from the two halves. 1 point: mean square ½, variance 0.34, and the next layer's sum sees the mean square because weights have mean zero.
