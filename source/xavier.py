# %% [markdown] name="intro"
# # LeCun and Xavier: from two conditions to four samplers
#
# A layer should keep the size of the signal going forward and of the error signal going back. In this assignment you write both conditions as functions of numbers, find the compromise, and then draw weights by it: normal and uniform ones, for any layout.
#
# It goes with [lesson 04](../../notebooks/04_xavier.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("forward_gain")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `forward_gain` and `backward_gain` | 2 |
# | 2 · `compromise` | 2 |
# | 3 · `uniform_bound` | 2 |
# | 4 · `lecun_normal`: dense 2, other layouts 1 | 3 |
# | 5 · `lecun_uniform`: dense 2, other layouts 1 | 3 |
# | 6 · `glorot_normal`: dense 2, other layouts 1 | 3 |
# | 7 · `glorot_uniform`: dense 2, other layouts 1 | 3 |
# | 8 · in your own words | 4 |
#
# You need not have solved the assignment `fans`: the next cell holds a `compute_fans` for you to call. Each sampler is checked by itself, so a mistake in one exercise costs no points in another.

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, fresh_rng
from initlab.samples import drawn, normal, uniform
from initlab.slips import known

def compute_fans(shape, layout):
    """(fan_in, fan_out) of a dense weight ("in_out", "out_in") or of a convolution without groups
    ("hwio", "oihw", …), as in lesson 03."""
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    if len(letters) != len(shape):
        raise ValueError(f"a weight in the layout {layout} has {len(letters)} axes, not {len(shape)}")
    sizes = dict(zip(letters, shape, strict=True))
    area = int(np.prod([size for letter, size in sizes.items() if letter not in "io"]))
    return sizes["i"] * area, sizes["o"] * area

# %% test="xavier-oracle" points=0
# The grader's own tools: fans by counting weights, and the distributions of right and of wrong samplers.
### BEGIN HIDDEN TESTS
import math

def counted(shape, layout):
    """A unit of one side is fed by all weights, divided by the units of that side."""
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    weights = math.prod(shape)
    return weights / shape[letters.index("o")], weights / shape[letters.index("i")]

def bell(std):
    return normal(std)

def box(std):
    """Uniform, with this standard deviation: a box of height 1/(2b) has variance b²/3."""
    return uniform(-math.sqrt(3) * std, math.sqrt(3) * std)

def by_variance(kind, variance, fans=counted):
    """shape, rng, layout -> the distribution of this kind with the variance that the fans give."""
    return lambda shape, rng=None, layout="in_out": kind(math.sqrt(variance(*fans(shape, layout))))

def by_std(kind, std):
    return lambda shape, rng=None, layout="in_out": kind(std(*counted(shape, layout)))

def lecun(i, o):
    return 1 / i

def glorot(i, o):
    return 2 / (i + o)

def wrong_laws(kind, right):
    """Slip -> the distribution that it draws from; `kind` and `right` are the true ones."""
    other = {bell: box, box: bell}[kind]
    def sigma(i, o):
        return math.sqrt(right(i, o))
    table = {
        "init-other-law": by_variance(other, right),
        "init-variance-as-std": by_std(kind, right),
        "init-root-twice": by_std(kind, lambda i, o: math.sqrt(sigma(i, o))),
        "init-no-two": by_variance(kind, lambda i, o: 1 / (i + o)),
        "init-factor-two": by_variance(kind, lambda i, o: 2 / i),
        "init-product": by_variance(kind, lambda i, o: 1 / (i * o)),
        "init-not-inverted": by_std(kind, lambda i, o: 1 / sigma(i, o)),
    }
    if right is lecun:
        table["init-fan-out"] = by_variance(kind, lambda i, o: 1 / o)
        table["init-xavier"] = by_variance(kind, glorot)
    else:
        table["init-lecun"] = by_variance(kind, lecun)
        table["init-lecun/out"] = by_variance(kind, lambda i, o: 1 / o)
        table["init-average-twice"] = by_variance(kind, lambda i, o: 4 / (i + o))
    if kind is box:
        table["init-no-root-three"] = by_std(box, lambda i, o: sigma(i, o) / math.sqrt(3))
        table["init-three"] = by_std(box, lambda i, o: sigma(i, o) * math.sqrt(3))
        table["init-variance-as-std/bound"] = by_std(box, lambda i, o: right(i, o) * math.sqrt(3))
        table["init-variance-as-std/all"] = by_std(box, lambda i, o: right(i, o) / math.sqrt(3))
        table["init-zero-to-b"] = lambda shape, rng=None, layout="in_out": uniform(
            0.0, math.sqrt(3) * sigma(*counted(shape, layout)))
        table["init-width"] = by_std(box, lambda i, o: sigma(i, o) / 2)
    else:
        table["init-bound-as-std"] = by_std(bell, lambda i, o: sigma(i, o) * math.sqrt(3))
    return table

def first_two(shape, layout):
    return shape[0], shape[1]

def ends(shape, layout):
    return shape[0], shape[-1]

def last_two(shape, layout):
    area = math.prod(shape[:-2])
    return shape[-2] * area, shape[-1] * area

def torch_order(shape, layout):
    area = math.prod(shape[2:])
    return shape[1] * area, shape[0] * area

def channels_only(shape, layout):
    letters = {"in_out": "io", "out_in": "oi"}.get(layout, layout)
    return shape[letters.index("i")], shape[letters.index("o")]

def wrong_layouts(kind, right):
    """Slips of a sampler that is right for "in_out", and all of the others."""
    return {
        **wrong_laws(kind, right),
        "init-layout-ignored": by_variance(kind, right, first_two),
        "init-layout-ignored/last": by_variance(kind, right, last_two),
        "init-layout-ignored/ends": by_variance(kind, right, ends),
        "init-layout-ignored/torch": by_variance(kind, right, torch_order),
        "init-no-field": by_variance(kind, right, channels_only),
    }

def gain_cases(rng):
    """From few units to many and back, so that "the smaller fan" is not always the right one."""
    few, many = (rng.integers(low, high, 3).tolist() for low, high in ((2, 20), (20, 300)))
    pairs = [(few[0], many[0]), (many[1], few[1]), (few[2], many[2])]
    return [call(*pair, float(v)) for pair, v in zip(pairs, rng.uniform(0.01, 0.5, 3))]

def dense_cases(rng):
    wide, narrow = int(rng.integers(300, 360)), int(rng.integers(80, 100))
    return [call(shape, np.random.default_rng(rng.integers(2**32)))
            for shape in ((wide, narrow), (narrow, wide))]

def layout_cases(rng):
    i, o = int(rng.integers(38, 44)), int(rng.integers(6, 8))
    shapes = [((3 * i, 40 * o), "out_in"), ((5, 7, i, 2 * o), "hwio"), ((4 * o, 3 * i, 2, 5), "oihw")]
    return [call(shape, np.random.default_rng(rng.integers(2**32)), layout=layout)
            for shape, layout in shapes]
### END HIDDEN TESTS

# %% [markdown] name="ex-gains"
# ## 1 · Two gains
#
# A dense layer has `n_in` inputs and `n_out` units; its weights have mean 0 and the variance `var_w`. *Gain* here means the variance ratio of lesson 04. By which factor is the mean square multiplied: of the signal going forward, $E[z^2]/E[x^2]$, and of the error signal going back, $E[(\partial L/\partial x)^2]/E[\delta^2]$? One line each.

# %% solution="forward_gain"
def forward_gain(n_in, n_out, var_w):
    """The factor for the mean square of the signal, a float."""
    ### BEGIN SOLUTION
    return n_in * var_w
    ### END SOLUTION

# %% test="forward-gain-check" points=1 lesson="04_xavier#forward"
# a sum of 4 terms, each with variance ½: 2; the number of units does not matter
agree(
    forward_gain,
    on=[call(4, 6, 0.5), call(100, 400, 0.01)],
    expected=[2.0, 1.0],
    slips=known("forward-gain-check"),
)
### BEGIN HIDDEN TESTS
def terms_added(n, var_w):
    return math.fsum([var_w] * n)

agree(
    forward_gain, on=gain_cases(fresh_rng()), expected=lambda i, o, v: terms_added(i, v),
    slips={
        "gain-other-fan": lambda i, o, v: o * v,
        "gain-rms": lambda i, o, v: math.sqrt(i * v),
        "gain-std-for-variance": lambda i, o, v: i * v**2,
        "gain-both-fans": lambda i, o, v: (i + o) * v,
        "gain-both-fans/mean": lambda i, o, v: (i + o) / 2 * v,
        "gain-no-n": lambda i, o, v: v,
        "gain-xavier": lambda i, o, v: 2 * i / (i + o),
        "gain-inverse": lambda i, o, v: 1 / (i * v),
    },
)
### END HIDDEN TESTS

# %% solution="backward_gain"
def backward_gain(n_in, n_out, var_w):
    """The factor for the mean square of the error signal on its way back, a float."""
    ### BEGIN SOLUTION
    return n_out * var_w
    ### END SOLUTION

# %% test="backward-gain-check" points=1 lesson="04_xavier#backward"
# each input collects from 6 units: 6 · ½ = 3
agree(
    backward_gain,
    on=[call(4, 6, 0.5), call(100, 400, 0.01)],
    expected=[3.0, 4.0],
    slips=known("backward-gain-check"),
)
### BEGIN HIDDEN TESTS
agree(
    backward_gain, on=gain_cases(fresh_rng()), expected=lambda i, o, v: math.fsum([v] * o),
    slips={
        "gain-other-fan": lambda i, o, v: i * v,
        "gain-rms": lambda i, o, v: math.sqrt(o * v),
        "gain-std-for-variance": lambda i, o, v: o * v**2,
        "gain-both-fans": lambda i, o, v: (i + o) * v,
        "gain-both-fans/mean": lambda i, o, v: (i + o) / 2 * v,
        "gain-no-n": lambda i, o, v: v,
        "gain-xavier": lambda i, o, v: 2 * o / (i + o),
        "gain-inverse": lambda i, o, v: 1 / (o * v),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-compromise"
# ## 2 · The compromise
#
# Only for equal fans can both gains be 1. Which variance makes the two gains *add up to 2*, so that they are 1 on average? One line.

# %% solution="compromise"
def compromise(n_in, n_out):
    """The variance of a weight for which forward and backward gain add up to 2, a float."""
    ### BEGIN SOLUTION
    return 2 / (n_in + n_out)
    ### END SOLUTION

# %% test="compromise-check" points=2 lesson="04_xavier#compromise"
# 4 and 6: the gains 4v and 6v add up to 2 when v = 0.2; equal fans: both gains are 1
agree(
    compromise,
    on=[call(4, 6), call(50, 50), call(30, 10)],
    expected=[0.2, 0.02, 0.05],
    slips=known("compromise-check"),
)
### BEGIN HIDDEN TESTS
def by_halving(i, o):
    """The root of i·v + o·v - 2, found by halving an interval."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if i * middle + o * middle < 2 else (low, middle)
    return high

rng = fresh_rng()
agree(
    compromise,
    on=[call(k, k + 2 * m + 1)  # an odd sum, whose half is no whole number
        for k, m in rng.integers([3, 1], [20, 90], (3, 2)).tolist()],
    expected=by_halving,
    slips={
        "init-no-two": lambda i, o: 1 / (i + o),
        "init-lecun": lambda i, o: 1 / i,
        "init-lecun/out": lambda i, o: 1 / o,
        "init-average-twice": lambda i, o: 4 / (i + o),
        "init-root-twice": lambda i, o: math.sqrt(2 / (i + o)),
        "init-not-inverted": lambda i, o: (i + o) / 2,
        "init-product": lambda i, o: 1 / (i * o),
        "compromise-geometric": lambda i, o: 1 / math.sqrt(i * o),
        "compromise-mean-of-both": lambda i, o: (1 / i + 1 / o) / 2,
        "compromise-bound": lambda i, o: 6 / (i + o),
        "compromise-bound/root": lambda i, o: math.sqrt(6 / (i + o)),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-bound"
# ## 3 · From a standard deviation to a bound
#
# Weights are to be uniform between $-b$ and $b$, with the standard deviation `std`. What is $b$? One line.

# %% solution="uniform_bound"
def uniform_bound(std):
    """The bound b for which the uniform distribution on (-b, b) has this standard deviation, a float."""
    ### BEGIN SOLUTION
    return 3**0.5 * std
    ### END SOLUTION

# %% test="uniform-bound-check" points=2 lesson="04_xavier#uniform"
# the variance is b²/3: for b = 3 it is 3, and the standard deviation √3 = 1.7320508…
agree(
    uniform_bound,
    on=[call(1.7320508075688772), call(0.5)],
    expected=[3.0, 0.8660254037844386],
    slips=known("uniform-bound-check"),
)
### BEGIN HIDDEN TESTS
def bound_by_quadrature(std):
    """The mean square of the middles of 1000 steps between -1 and 1 is that of b = 1."""
    middles = (np.arange(1000) + 0.5) / 500 - 1
    of_one = math.sqrt(np.mean(middles**2) / (1 - 1e-6))  # the middles' own shortfall, 1/n²
    return std / of_one

rng = fresh_rng()
agree(
    uniform_bound, on=[call(float(rng.uniform(0.01, 4))) for _ in range(3)],
    expected=bound_by_quadrature,
    slips={
        "init-no-root-three": lambda s: s,
        "init-three": lambda s: 3 * s,
        "bound-inverse": lambda s: s / math.sqrt(3),
        "bound-square": lambda s: 3 * s**2,
        "bound-variance": lambda s: math.sqrt(3 * s),
        "bound-width": lambda s: math.sqrt(12) * s,
        "bound-six": lambda s: math.sqrt(6) * s,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-samplers"
# ## 4 to 7 · Four samplers
#
# All four have the same arguments: the shape of the weight, the generator to draw from, and the layout, which says which axes count as in and out. Each is about 3 lines. Draw from `rng` and nothing else, return a float64 array of just this shape, and let the mean be 0.
#
# Weights are random, so no value is right or wrong. A check looks at mean, standard deviation, bounds and the shape of the histogram, and allows each seven standard errors; a right answer fails less than once in a billion gradings, in whatever order it draws.
#
# ### 4 · `lecun_normal`
#
# The normal distribution with LeCun's variance: the size is kept going forward.

# %% solution="lecun_normal"
def lecun_normal(shape, rng, layout="in_out"):
    """Weights of the normal distribution with mean 0 and variance 1/fan_in, a float64 array.

    shape: tuple of ints
    rng: np.random.Generator, the only source of chance
    layout: "in_out", "out_in", "hwio" or "oihw"
    """
    ### BEGIN SOLUTION
    fan_in, _ = compute_fans(shape, layout)
    return rng.normal(0, 1 / fan_in**0.5, shape)
    ### END SOLUTION

# %% test="lecun-normal" points=2 lesson="04_xavier#forward"
# 400 inputs: 1/√400 = 0.05; 100 inputs: 0.1
drawn(
    lecun_normal,
    on=[call((400, 100), np.random.default_rng(1)), call((100, 150), np.random.default_rng(2))],
    law=[normal(0.05), normal(0.1)],
    slips=known("lecun-normal"),
)
### BEGIN HIDDEN TESTS
drawn(lecun_normal, on=dense_cases(fresh_rng()), law=by_variance(bell, lecun),
      slips=wrong_laws(bell, lecun))
### END HIDDEN TESTS

# %% test="lecun-normal-layouts" points=1 lesson="03_fans#layouts"
# (out, in) with 400 inputs: 0.05; 5 · 5 · 36 = 900 inputs: 1/30 = 0.033333…
drawn(
    lecun_normal,
    on=[call((100, 400), np.random.default_rng(1), layout="out_in"),
        call((5, 5, 36, 12), np.random.default_rng(2), layout="hwio")],
    law=[normal(0.05), normal(1 / 30)],
    slips=known("lecun-normal-layouts"),
)
### BEGIN HIDDEN TESTS
drawn(lecun_normal, on=layout_cases(fresh_rng()), law=by_variance(bell, lecun),
      slips=wrong_layouts(bell, lecun))
### END HIDDEN TESTS

# %% [markdown] name="ex-lecun-uniform"
# ### 5 · `lecun_uniform`
#
# The same variance, by the uniform distribution.

# %% solution="lecun_uniform"
def lecun_uniform(shape, rng, layout="in_out"):
    """Weights of the uniform distribution with mean 0 and variance 1/fan_in, a float64 array.

    shape: tuple of ints
    rng: np.random.Generator, the only source of chance
    layout: "in_out", "out_in", "hwio" or "oihw"
    """
    ### BEGIN SOLUTION
    fan_in, _ = compute_fans(shape, layout)
    bound = (3 / fan_in) ** 0.5
    return rng.uniform(-bound, bound, shape)
    ### END SOLUTION

# %% test="lecun-uniform" points=2 lesson="04_xavier#uniform"
# 300 inputs: √(3/300) = 0.1; 75 inputs: 0.2
drawn(
    lecun_uniform,
    on=[call((300, 100), np.random.default_rng(1)), call((75, 200), np.random.default_rng(2))],
    law=[uniform(-0.1, 0.1), uniform(-0.2, 0.2)],
    slips=known("lecun-uniform"),
)
### BEGIN HIDDEN TESTS
drawn(lecun_uniform, on=dense_cases(fresh_rng()), law=by_variance(box, lecun),
      slips=wrong_laws(box, lecun))
### END HIDDEN TESTS

# %% test="lecun-uniform-layouts" points=1 lesson="03_fans#layouts"
# (out, in) with 300 inputs: 0.1; 3 · 5 · 80 = 1200 inputs: √(3/1200) = 0.05
drawn(
    lecun_uniform,
    on=[call((100, 300), np.random.default_rng(1), layout="out_in"),
        call((20, 80, 3, 5), np.random.default_rng(2), layout="oihw")],
    law=[uniform(-0.1, 0.1), uniform(-0.05, 0.05)],
    slips=known("lecun-uniform-layouts"),
)
### BEGIN HIDDEN TESTS
drawn(lecun_uniform, on=layout_cases(fresh_rng()), law=by_variance(box, lecun),
      slips=wrong_layouts(box, lecun))
### END HIDDEN TESTS

# %% [markdown] name="ex-glorot-normal"
# ### 6 · `glorot_normal`
#
# Xavier's variance, the compromise of exercise 2, by the normal distribution.

# %% solution="glorot_normal"
def glorot_normal(shape, rng, layout="in_out"):
    """Weights of the normal distribution with mean 0 and variance 2/(fan_in + fan_out), a float64 array.

    shape: tuple of ints
    rng: np.random.Generator, the only source of chance
    layout: "in_out", "out_in", "hwio" or "oihw"
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = compute_fans(shape, layout)
    return rng.normal(0, (2 / (fan_in + fan_out)) ** 0.5, shape)
    ### END SOLUTION

# %% test="glorot-normal" points=2 lesson="04_xavier#compromise"
# 2/(400 + 100) = 0.004, and its root is 0.0632; 2/(50 + 150) = 0.01, and its root is 0.1
drawn(
    glorot_normal,
    on=[call((400, 100), np.random.default_rng(1)), call((50, 150), np.random.default_rng(2))],
    law=[normal(0.004**0.5), normal(0.1)],
    slips=known("glorot-normal"),
)
### BEGIN HIDDEN TESTS
drawn(glorot_normal, on=dense_cases(fresh_rng()), law=by_variance(bell, glorot),
      slips=wrong_laws(bell, glorot))
### END HIDDEN TESTS

# %% test="glorot-normal-layouts" points=1 lesson="03_fans#layouts"
# fans 5 · 5 · 64 = 1600 and 5 · 5 · 16 = 400: 2/2000 = 0.001, and its root is 0.0316
drawn(
    glorot_normal,
    on=[call((5, 5, 64, 16), np.random.default_rng(1), layout="hwio"),
        call((16, 64, 5, 5), np.random.default_rng(2), layout="oihw")],
    law=[normal(0.001**0.5), normal(0.001**0.5)],
    slips=known("glorot-normal-layouts"),
)
### BEGIN HIDDEN TESTS
drawn(glorot_normal, on=layout_cases(fresh_rng()), law=by_variance(bell, glorot),
      slips=wrong_layouts(bell, glorot))
### END HIDDEN TESTS

# %% [markdown] name="ex-glorot-uniform"
# ### 7 · `glorot_uniform`
#
# Xavier's variance, by the uniform distribution. (Keras's default for dense and convolutional layers.)

# %% solution="glorot_uniform"
def glorot_uniform(shape, rng, layout="in_out"):
    """Weights of the uniform distribution with mean 0 and variance 2/(fan_in + fan_out), a float64 array.

    shape: tuple of ints
    rng: np.random.Generator, the only source of chance
    layout: "in_out", "out_in", "hwio" or "oihw"
    """
    ### BEGIN SOLUTION
    fan_in, fan_out = compute_fans(shape, layout)
    bound = (6 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-bound, bound, shape)
    ### END SOLUTION

# %% test="glorot-uniform" points=2 lesson="04_xavier#uniform"
# √(6/(480 + 120)) = √0.01 = 0.1; √(6/(50 + 100)) = √0.04 = 0.2
drawn(
    glorot_uniform,
    on=[call((480, 120), np.random.default_rng(1)), call((50, 100), np.random.default_rng(2))],
    law=[uniform(-0.1, 0.1), uniform(-0.2, 0.2)],
    slips=known("glorot-uniform"),
)
### BEGIN HIDDEN TESTS
drawn(glorot_uniform, on=dense_cases(fresh_rng()), law=by_variance(box, glorot),
      slips=wrong_laws(box, glorot))
### END HIDDEN TESTS

# %% test="glorot-uniform-layouts" points=1 lesson="03_fans#layouts"
# fans 3 · 5 · 80 = 1200 and 3 · 5 · 20 = 300: √(6/1500) = 0.0632
drawn(
    glorot_uniform,
    on=[call((3, 5, 80, 20), np.random.default_rng(1), layout="hwio"),
        call((20, 80, 3, 5), np.random.default_rng(2), layout="oihw")],
    law=[uniform(-(0.004**0.5), 0.004**0.5), uniform(-(0.004**0.5), 0.004**0.5)],
    slips=known("glorot-uniform-layouts"),
)
### BEGIN HIDDEN TESTS
drawn(glorot_uniform, on=layout_cases(fresh_rng()), law=by_variance(box, glorot),
      slips=wrong_layouts(box, glorot))
### END HIDDEN TESTS

# %% [markdown] name="ex-which"
# ## 8 · In your own words
#
# A colleague builds an autoencoder with sigmoid units and the widths 800, 200, 800, 200, 800. "Xavier is made for sigmoid," she says, "and it makes the variance of every layer the same." In four to eight sentences: what does Xavier's rule do to the mean square of a linear signal in this net, layer by layer and in the end? What is wrong with the sigmoid, in numbers? And which two changes would you propose, with the variance of the weights for a layer from 800 to 200?

# %% [markdown] manual="which-rule" points=4 lesson="04_xavier#compromise"
# **Exemplary answer.** Xavier's variance for 800 → 200 is 2/1000, so the forward gain is 800 · 2/1000 = 1.6 there, and 200 · 2/1000 = 0.4 in the layers from 200 to 800. So the variance is not the same in every layer: it goes 1, 1.6, 0.64, 1.02, 0.41, and each pair of layers loses 36 %. The gains are 1 only where both fans are equal. The sigmoid has slope ¼ at 0 and output ½, where the derivation takes slope 1 and output 0: in each layer the slope alone divides the error signal, and the differences between inputs, by about 4, so by 256 in four layers, and Xavier's gains take another factor of 0.64. I would use tanh instead of the sigmoid (or, if it must be the sigmoid, weights about 4 times as large), and LeCun's variance 1/fan_in, 1/800 from 800 to 200 and 1/200 back, which keeps the signal in each layer; going back, its gains are ¼ and 4, which cancel in each pair. I would check it by printing the rms of activations and error signals per layer before training.
#
# **Mark scheme.** 1 point: gains 1.6 and 0.4, so not the same variance in each layer. 1 point: 0.64 per pair, 0.41 in the end (or any correct statement that it does not return). 1 point: sigmoid's slope ¼ (or mean ½), and what it does per layer, or 256 in four. 1 point: two sensible changes with a number: tanh or a gain of about 4; 1/800 (LeCun) or 1/400 (geometric mean), or a reasoned defence of another.
