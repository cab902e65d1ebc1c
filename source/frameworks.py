# %% [markdown] name="intro"
# # Frameworks: what a library really draws
#
# The classical rules say which variance; a library says which distribution, which fan and which axes. In this assignment you compute what a cut takes from a normal distribution, draw from it with the right standard deviation, write the one function on which Keras and JAX build all their initializers, and rebuild what PyTorch's `nn.Linear` draws.
#
# It goes with [lesson 06](../../notebooks/06_frameworks.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("truncated_variance")`, in a cell of your own, gives a hint; each further call gives the next one. No exercise needs your answer to another one.
#
# | exercise | points |
# |---|---|
# | 1 · `truncated_variance` | 3 |
# | 2 · `truncated_normal` | 4 |
# | 3 · `variance_scaling`: scale and mode 3, distribution 3, axes 3 | 9 |
# | 4 · `kaiming_bound` | 3 |
# | 5 · `torch_linear_default`: weight 3, bias 2 | 5 |
# | 6 · in your own words | 4 |

# %% locked="setup"
import math

import numpy as np

from initlab.checks import agree, call, failed, fresh_rng
from initlab.samples import drawn
from initlab.slips import known

# The standard deviation of a normal distribution that is cut off at two deviations (Keras, JAX).
CUT_STD = 0.87962566103423978

# %% test="frameworks-oracle" points=0
# The grader's own tools: distributions that calls should draw from, and those of likely slips.
### BEGIN HIDDEN TESTS
from initlab.independence import dependence_between
from initlab.laws import normal, truncated, uniform

def flat(std):
    return uniform(-math.sqrt(3) * std, math.sqrt(3) * std)

def cut(std):
    """Cut at two deviations, and wider before, so that this is the std."""
    return truncated(std / CUT_STD)

WRONG_CUTS = {  # of a law that should have this std
    "frame-not-corrected": truncated,
    "frame-corrected-twice": lambda std: truncated(std / CUT_STD**2),
    "frame-correction-inverse": lambda std: truncated(std * CUT_STD),
    "frame-not-cut": normal,
    "frame-not-cut/wider": lambda std: normal(std / CUT_STD),
}

def sizes(shape, in_axis=-2, out_axis=-1, batch_axis=()):
    """(inputs, outputs, all the rest but the batch), by going through the axes one by one."""
    parts = {"in": 1, "out": 1, "field": 1}
    inputs, outputs, batch = ({axis % len(shape) for axis in np.atleast_1d(axes).astype(int)}
                              for axes in (in_axis, out_axis, batch_axis))
    for axis, n in enumerate(shape):
        if axis not in batch:
            parts["in" if axis in inputs else "out" if axis in outputs else "field"] *= n
    return parts["in"], parts["out"], parts["field"]

LAWS = {"normal": normal, "uniform": flat, "truncated_normal": cut}
def n_of(mode, fan_in, fan_out):
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]

def scaling_law(variance=lambda scale, n: scale / n, n=n_of, count=sizes, laws=LAWS):
    """The distribution of a call, or of a slip that takes another variance, n, count of fans, or distribution."""
    def law(shape, rng, scale, mode, distribution, **axes):
        inputs, outputs, field = count(shape, **axes)
        std = math.sqrt(variance(scale, n(mode, inputs * field, outputs * field)))
        return laws[distribution](std)
    return law

WRONG_SCALES = {
    "frame-sum-of-fans": scaling_law(n=lambda mode, i, o: i + o if mode == "fan_avg" else n_of(mode, i, o)),
    "frame-mode-ignored": scaling_law(n=lambda mode, i, o: i),
    "frame-fans-swapped": scaling_law(n=lambda mode, i, o: n_of(mode, o, i)),
    "frame-scale-squared": scaling_law(lambda scale, n: scale**2 / n),
    "frame-scale-ignored": scaling_law(lambda scale, n: 1 / n),
    "frame-variance-as-std": scaling_law(lambda scale, n: (scale / n) ** 2),
}

def one_sided(std):
    return uniform(0, math.sqrt(3) * std)

WRONG_LAWS = {
    "frame-no-root-3": {"uniform": lambda std: uniform(-std, std)},
    "frame-one-sided": {"uniform": one_sided},
    "frame-always-normal": {"uniform": normal, "truncated_normal": normal},
    **{key: {"truncated_normal": law} for key, law in WRONG_CUTS.items()},
}

def std_of(one):
    """The std of what variance_scaling draws, None if it draws no such array (another check says so)."""
    try:
        array = one.of(variance_scaling)
        return float(array.std()) if array.shape == one.args[0] else None
    except Exception:
        return None

def follows(one, other, ratio, slip):
    """The stds of two calls stand in this ratio, whatever is wrong with both of them alike."""
    found, plain = std_of(one), std_of(other)
    if found and plain and abs(found / plain / ratio - 1) > 0.05:  # 7 standard errors are below 0.04
        unchanged = abs(found / plain - 1) < 0.05
        raise failed(variance_scaling, one, f"std {found:.3g}", f"std {ratio * plain:.3g}",
                     slip if unchanged else "")

def torch_law(variance):
    return lambda shape, rng: flat(math.sqrt(variance(shape[1], shape[0])))
### END HIDDEN TESTS

# %% [markdown] name="ex-truncated-variance"
# ## 1 · What a cut takes
#
# A standard normal variable is drawn again and again until it lies between −`cut` and `cut`. Return the variance of what is left: $1 - 2c\,\varphi(c)/P$, where $\varphi$ is the normal density and $P$ the probability of lying within.
#
# About 3 lines; `math.erf(c / math.sqrt(2))` is $P$.

# %% solution="truncated_variance"
def truncated_variance(cut):
    """The variance, a float, of N(0, 1) kept within ±cut.

    cut: where it is cut off, more than 0
    """
    ### BEGIN SOLUTION
    density = math.exp(-(cut**2) / 2) / math.sqrt(2 * math.pi)
    inside = math.erf(cut / math.sqrt(2))
    return 1 - 2 * cut * density / inside
    ### END SOLUTION

# %% test="truncated-variance" points=3 lesson="06_frameworks#cut-variance"
agree(
    truncated_variance,
    on=[call(2.0), call(1.0)],
    expected=[0.7737413035499232, 0.2911250947727932],
    slips=known("truncated-variance"), rtol=1e-5,
)
### BEGIN HIDDEN TESTS
x, weights = np.polynomial.legendre.leggauss(60)

def left_of(c, power=2):
    """(the integral of z**power times the density over -c to c, the same of the density), by
    Gauss–Legendre quadrature."""
    density = c * weights * np.exp(-(c * x) ** 2 / 2) / np.sqrt(2 * np.pi)
    return float(density @ (c * x) ** power), float(density.sum())

def by_integration(c):
    second, inside = left_of(c)
    return second / inside

def peak(c):
    return math.exp(-(c**2) / 2) / math.sqrt(2 * math.pi)

rng = fresh_rng()
agree(
    truncated_variance, on=[call(float(c)) for c in rng.uniform([0.4, 1.2, 2.2], [0.9, 1.9, 3.0])],
    expected=by_integration, rtol=1e-5,
    slips={
        "frame-cut-std": lambda c: math.sqrt(by_integration(c)),
        "frame-cut-whole": lambda c: 1 - 2 * c * peak(c),
        "frame-cut-not-divided": lambda c: left_of(c)[0],
        "frame-cut-one-side": lambda c: 1 - c * peak(c) / left_of(c)[1],
        "frame-cut-root-2-pi": lambda c: 1 - 2 * c * math.exp(-(c**2) / 2) / left_of(c)[1],
        "frame-cut-clipped": lambda c: left_of(c)[0] + c**2 * (1 - left_of(c)[1]),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-truncated-normal"
# ## 2 · `truncated_normal`
#
# Draw from a normal distribution of mean 0 that is cut off at two of its own standard deviations (a weight beyond is drawn again), such that **what comes out** has the standard deviation `std`. `CUT_STD` is defined above.
#
# About 6 lines. For `std=0.1` all weights lie within ±0.2274.

# %% solution="truncated_normal"
def truncated_normal(shape, std, rng):
    """A float64 array of the given shape.

    shape: tuple of ints
    std: the standard deviation of the result
    rng: np.random.Generator
    """
    ### BEGIN SOLUTION
    z = rng.standard_normal(shape)
    while (beyond := np.abs(z) > 2).any():
        z[beyond] = rng.standard_normal(np.count_nonzero(beyond))
    return z * std / CUT_STD
    ### END SOLUTION

# %% test="truncated-normal" points=4 lesson="06_frameworks#correction"
def not_clipped(function, one):
    """Weights on the very bound have been moved there: no distribution without steps has any."""
    try:
        sizes = np.abs(one.of(function))
        on_bounds = np.mean(sizes == sizes.max())
    except Exception:
        return  # the check below says what is wrong
    if 0.01 < on_bounds < 0.2:
        raise failed(function, one, f"{on_bounds:.1%} of the weights on the two bounds",
                     "each weight beyond the bounds drawn again", "frame-clipped")

not_clipped(truncated_normal, call((150, 200), 0.1, fresh_rng()))
drawn(
    truncated_normal, on=[call((150, 200), 0.1, fresh_rng())],
    law=[{"truncated": 0.11368472343385565}], slips=known("truncated-normal"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
drawn(
    truncated_normal,
    on=[call(shape, float(rng.uniform(0.02, 3.0)), fresh_rng()) for shape in ((200, 150), (20, 30, 50))],
    law=lambda shape, std, rng: cut(std),
    slips={key: lambda shape, std, rng, law=law: law(std) for key, law in WRONG_CUTS.items()},
)
### END HIDDEN TESTS

# %% [markdown] name="ex-variance-scaling"
# ## 3 · `variance_scaling`
#
# One function for all classical rules: draw with variance $\text{scale}/n$.
#
# * `mode`: $n$ is the fan-in (`"fan_in"`), the fan-out (`"fan_out"`), or their average (`"fan_avg"`).
# * `distribution`: `"normal"`; `"uniform"`, around 0; or `"truncated_normal"`, as in exercise 2: cut off at two deviations, with the right variance after the cut.
# * The sizes of all axes that are neither input, output nor batch multiply into the receptive field, and the receptive field into both fans. `in_axis` and `out_axis` are an int or a tuple of ints, `batch_axis` a tuple; a batch axis counts for nothing.
#
# About 20 lines, in small functions if you like. Each of the three checks earns its own points.

# %% solution="variance_scaling"
def variance_scaling(shape, rng, scale, mode, distribution, in_axis=-2, out_axis=-1, batch_axis=()):
    """A float64 array of the given shape, of mean 0 and variance scale / n.

    shape: tuple of ints, one for each axis of the weight
    rng: np.random.Generator
    scale: the square of the gain
    mode: "fan_in", "fan_out" or "fan_avg"
    distribution: "normal", "uniform" or "truncated_normal"
    in_axis, out_axis, batch_axis: axes of inputs, outputs, and of what is to be ignored
    """
    ### BEGIN SOLUTION
    def size(axes):
        return math.prod(shape[axis] for axis in ((axes,) if isinstance(axes, int) else axes))
    field = math.prod(shape) / (size(in_axis) * size(out_axis) * size(batch_axis))
    fan_in, fan_out = size(in_axis) * field, size(out_axis) * field
    n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]
    std = math.sqrt(scale / n)
    if distribution == "normal":
        return rng.normal(0, std, shape)
    if distribution == "uniform":
        return rng.uniform(-math.sqrt(3) * std, math.sqrt(3) * std, shape)
    z = rng.standard_normal(shape)
    while (beyond := np.abs(z) > 2).any():
        z[beyond] = rng.standard_normal(np.count_nonzero(beyond))
    return z * std / CUT_STD
    ### END SOLUTION

# %% [markdown] name="ex-scaling-mode"
# ### Scale and mode
#
# LeCun's, He's and Xavier's rules for a dense layer.

# %% test="scaling-mode" points=3 lesson="06_frameworks#variance-scaling"
drawn(
    variance_scaling,
    on=[call((200, 300), fresh_rng(), 2, "fan_in", "normal"), call((300, 100), fresh_rng(), 4, "fan_out", "normal"),
        call((300, 100), fresh_rng(), 2, "fan_avg", "normal")],
    law=[{"normal": 0.1}, {"normal": 0.2}, {"normal": 0.1}], slips=known("scaling-mode"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
scales = [float(s) for s in rng.uniform([0.2, 2.0, 2.0], [0.5, 4.0, 4.0])]
drawn(
    variance_scaling,
    on=[call(shape, fresh_rng(), scale, mode, "normal") for shape, scale, mode in zip(
        ((360, 120), (120, 360), (120, 360)), scales, ("fan_in", "fan_out", "fan_avg"))],
    law=scaling_law(), slips=WRONG_SCALES,
)
for distribution in ("uniform", "truncated_normal"):  # scale and mode count in these, too
    plain = call((120, 360), fresh_rng(), 1, "fan_in", distribution)
    follows(call((120, 360), fresh_rng(), 4, "fan_in", distribution), plain, 2, "frame-scale-ignored")
    follows(call((120, 360), fresh_rng(), 1, "fan_out", distribution), plain, 3**-0.5, "frame-mode-ignored")
### END HIDDEN TESTS

# %% [markdown] name="ex-scaling-distribution"
# ### Distribution

# %% test="scaling-distribution" points=3 lesson="06_frameworks#correction"
not_clipped(variance_scaling, call((100, 300), fresh_rng(), 1, "fan_in", "truncated_normal"))
drawn(
    variance_scaling,
    on=[call((100, 300), fresh_rng(), 1, "fan_in", "uniform"), call((100, 300), fresh_rng(), 1, "fan_in", "truncated_normal")],
    law=[{"uniform": [-0.17320508075688773, 0.17320508075688773]}, {"truncated": 0.11368472343385565}],
    slips=known("scaling-distribution"),
)
### BEGIN HIDDEN TESTS
drawn(
    variance_scaling,
    on=[call((150, 200), fresh_rng(), 1, "fan_in", distribution) for distribution in LAWS],
    law=scaling_law(),
    slips={**{key: scaling_law(laws={**LAWS, **laws}) for key, laws in WRONG_LAWS.items()},
           **{key: WRONG_SCALES[key] for key in ("frame-fans-swapped", "frame-variance-as-std")}},
)
### END HIDDEN TESTS

# %% [markdown] name="ex-scaling-axes"
# ### Axes
#
# A convolution in each layout, eight dense layers stacked, and the projection of an attention layer onto 12 heads.

# %% test="scaling-axes" points=3 lesson="06_frameworks#axes"
drawn(
    variance_scaling,
    on=[call((5, 5, 4, 300), fresh_rng(), 1, "fan_in", "normal"), call((300, 4, 5, 5), fresh_rng(), 1, "fan_in", "normal", in_axis=1, out_axis=0),
        call((8, 25, 160), fresh_rng(), 1, "fan_in", "normal", batch_axis=(0,)),
        call((100, 12, 25), fresh_rng(), 1, "fan_in", "normal", in_axis=0, out_axis=(1, 2))],
    law=[{"normal": 0.1}, {"normal": 0.1}, {"normal": 0.2}, {"normal": 0.1}], slips=known("scaling-axes"),
)
### BEGIN HIDDEN TESTS
def in_batch(shape, batch_axis=(), **axes):
    return sizes(shape, **axes)

def no_field(shape, **axes):
    return (*sizes(shape, **axes)[:2], 1)

def standing(shape, batch_axis=(), **axes):
    return sizes(shape, batch_axis=batch_axis)

def last_two(shape, **axes):
    return sizes(shape)

rng = fresh_rng()
k, m = int(rng.integers(3, 6)), int(rng.integers(5, 9))
drawn(
    variance_scaling,
    on=[call((k, 3, 20, 120), fresh_rng(), 1, "fan_in", "normal"), call((120, 20, 3, k), fresh_rng(), 1, "fan_in", "normal", in_axis=1, out_axis=0),
        call((m, 40, 160), fresh_rng(), 1, "fan_in", "normal", batch_axis=(0,)),
        call((160, m, 40), fresh_rng(), 1, "fan_in", "normal", in_axis=0, out_axis=(1, 2)),
        call((3, m, 20, 120), fresh_rng(), 1, "fan_in", "normal", batch_axis=(1,))],
    law=scaling_law(),
    slips={"frame-batch-counted": scaling_law(count=in_batch), "frame-no-field": scaling_law(count=no_field),
           "frame-axes-ignored": scaling_law(count=standing),
           "frame-axes-ignored/batch-too": scaling_law(count=last_two),
           **{key: WRONG_SCALES[key] for key in ("frame-fans-swapped", "frame-variance-as-std")}},
)
# several input axes make one dense layer of their product
follows(call((m, 40, 160), fresh_rng(), 1, "fan_out", "normal", in_axis=(0, 1), out_axis=2),
        call((40 * m, 160), fresh_rng(), 1, "fan_out", "normal"), 1, "")
### END HIDDEN TESTS

# %% [markdown] name="ex-kaiming-bound"
# ## 4 · The bound behind `a=math.sqrt(5)`
#
# PyTorch's `kaiming_uniform_(w, a)` draws uniformly, with He's variance for a leaky ReLU of **slope** `a`. Return the bound of that distribution.
#
# About 2 lines. For $a = \sqrt 5$ it must be $1/\sqrt{n_{in}}$.

# %% solution="kaiming_bound"
def kaiming_bound(fan_in, a):
    """The largest weight, a float, that kaiming_uniform_ can draw.

    fan_in: the number of inputs
    a: the slope of the leaky ReLU, for negative z
    """
    ### BEGIN SOLUTION
    std = math.sqrt(2 / (1 + a**2) / fan_in)
    return math.sqrt(3) * std
    ### END SOLUTION

# %% test="kaiming-bound" points=3 lesson="06_frameworks#default"
agree(
    kaiming_bound,
    on=[call(600, 0.0), call(400, math.sqrt(5))],
    expected=[0.1, 0.05],
    slips=known("kaiming-bound"),
)
### BEGIN HIDDEN TESTS
def bound_by_moment(fan_in, a):
    """The bound b for which the mean square of a uniform distribution, b²/3, is what two halves of z lose."""
    kept = np.mean([1.0, a**2])
    return float(np.sqrt(3 / (fan_in * kept)))

def bound_by(change):
    return lambda fan_in, a: float(change(fan_in, a))

rng = fresh_rng()
agree(
    kaiming_bound, on=[call(int(n), float(a)) for n, a in zip(rng.integers(20, 900, 4), [0.0, *rng.uniform([0.1, 0.4, 1.2], [0.3, 0.8, 3.0])])],
    expected=bound_by_moment,
    slips={
        "frame-slope-as-gain": bound_by(lambda n, a: math.sqrt(3) * a / math.sqrt(n)),
        "frame-slope-ignored": bound_by(lambda n, a: math.sqrt(6 / n)),
        "frame-slope-plain": bound_by(lambda n, a: math.sqrt(6 / (1 + a) / n)),
        "frame-no-root-3": bound_by(lambda n, a: math.sqrt(2 / (1 + a**2) / n)),
        "frame-bound-no-root": bound_by(lambda n, a: 6 / (1 + a**2) / n),
        "frame-bound-of-heuristic": bound_by(lambda n, a: 1 / math.sqrt(n)),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-torch-linear"
# ## 5 · `torch_linear_default`
#
# Draw what `nn.Linear` draws by default: the weight of shape (n_out, n_in), as PyTorch stores it, and the bias of shape (n_out,).
#
# About 4 lines.

# %% solution="torch_linear_default"
def torch_linear_default(shape, rng):
    """(W, b), two float64 arrays of the shapes (n_out, n_in) and (n_out,).

    shape: (n_out, n_in)
    rng: np.random.Generator
    """
    ### BEGIN SOLUTION
    n_out, n_in = shape
    bound = 1 / math.sqrt(n_in)
    return rng.uniform(-bound, bound, (n_out, n_in)), rng.uniform(-bound, bound, n_out)
    ### END SOLUTION

# %% [markdown] name="ex-torch-weight"
# ### The weight

# %% test="torch-weight" points=3 lesson="06_frameworks#default"
def weight_of_torch_linear_default(shape, rng):
    """The first of the two arrays."""
    answer = torch_linear_default(shape, rng)
    return answer[0] if isinstance(answer, tuple | list) and len(answer) == 2 else answer

drawn(
    weight_of_torch_linear_default, on=[call((100, 400), fresh_rng())],
    law=[{"uniform": [-0.05, 0.05]}], slips=known("torch-weight"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
wide = int(rng.integers(220, 300))
drawn(
    weight_of_torch_linear_default, on=[call((100, wide), fresh_rng()), call((wide, 100), fresh_rng())],
    law=torch_law(lambda i, o: 1 / (3 * i)),
    slips={
        "frame-sqrt-5-gain": torch_law(lambda i, o: 5 / i),
        "frame-torch-layout": torch_law(lambda i, o: 1 / (3 * o)),
        "frame-torch-he": torch_law(lambda i, o: 2 / i),
        "frame-torch-lecun": torch_law(lambda i, o: 1 / i),
        "frame-torch-xavier": torch_law(lambda i, o: 2 / (i + o)),
        "frame-slope-plain": torch_law(lambda i, o: 2 / (1 + math.sqrt(5)) / i),
        "frame-no-root-3": torch_law(lambda i, o: 1 / (9 * i)),
        "frame-always-normal": lambda shape, rng: normal(math.sqrt(1 / (3 * shape[1]))),
        "frame-one-sided": lambda shape, rng: uniform(0, 1 / math.sqrt(shape[1])),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-torch-bias"
# ### The bias

# %% test="torch-bias" points=2 lesson="06_frameworks#bias"
def bias_of_torch_linear_default(shape, rng):
    """The second of the two arrays."""
    answer = torch_linear_default(shape, rng)
    return answer[1] if isinstance(answer, tuple | list) and len(answer) == 2 else answer

def not_zero(one):
    """Zeros are Keras's bias, and Flax's; they are no sample to be judged."""
    bias = one.of(bias_of_torch_linear_default)
    if isinstance(bias, np.ndarray) and bias.shape == one.args[0][:1] and not bias.any():
        raise failed(bias_of_torch_linear_default, one, "zeros", "a bias that is drawn, too", "frame-zero-bias")

def bias_shaped(law):
    return lambda shape, rng: ((shape[:1], law(shape)),)

not_zero(call((8000, 4), np.random.default_rng()))
drawn(
    bias_of_torch_linear_default, on=[call((8000, 4), fresh_rng())],
    law=[(((8000,), {"uniform": [-0.5, 0.5]}),)], slips=known("torch-bias"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
drawn(
    bias_of_torch_linear_default, on=[call((int(rng.integers(7000, 9000)), k), fresh_rng()) for k in (5, 9)],
    law=bias_shaped(lambda shape: uniform(-1 / math.sqrt(shape[1]), 1 / math.sqrt(shape[1]))),
    slips={
        "frame-bias-from-outputs": bias_shaped(lambda shape: uniform(-1 / math.sqrt(shape[0]), 1 / math.sqrt(shape[0]))),
        "frame-bias-no-root": bias_shaped(lambda shape: uniform(-1 / shape[1], 1 / shape[1])),
        "frame-sqrt-5-gain": bias_shaped(lambda shape: flat(math.sqrt(5 / shape[1]))),
        "frame-no-root-3": bias_shaped(lambda shape: flat(math.sqrt(1 / (9 * shape[1])))),
        "frame-always-normal": bias_shaped(lambda shape: normal(math.sqrt(1 / (3 * shape[1])))),
        "frame-one-sided": bias_shaped(lambda shape: uniform(0, 1 / math.sqrt(shape[1]))),
    },
)

def of_its_own(one):
    """A bias made of the weights has the right distribution, and makes units depend on them."""
    n_out, n_in = one.args[0]
    W, b = one.of(torch_linear_default)
    bound = 1 / math.sqrt(n_in)
    laws = uniform(-bound, bound), uniform(-bound, bound)
    if W.size == n_out * n_in and (sign := dependence_between(W, b, laws)):
        raise failed(torch_linear_default, one, sign, "a bias that is drawn for itself", "draw-dependent")

of_its_own(call((8000, 4), fresh_rng()))
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 6 · In your own words
#
# A colleague stacks 24 `nn.Linear` layers of 512 units with ReLU, no normalization, and PyTorch's defaults. "The activations in the last layer are about 0.02 everywhere, not zero, and PyTorch uses Kaiming anyway, so the initialization is fine. But nothing is learned." In four to eight sentences: what did the layers really draw, and where does "Kaiming" come in? By how much does each layer shrink the part of the signal that depends on the input, and how much is left after 24? Why is the rms still 0.02? What should they call, for the weights and for the biases?

# %% [markdown] manual="why-default" points=4 lesson="06_frameworks#bias"
# **Exemplary answer.** `nn.Linear` draws weights and biases uniformly within ±1/√512, so n·Var w = ⅓. The call goes through `kaiming_uniform_`, but with a = √5, which is no slope of any activation there: 2/(1 + 5) makes it ⅓ instead of He's 2. Behind a ReLU each layer keeps ½ · ⅓ = 1/6 of the mean square, so the part that depends on the input shrinks by √6 ≈ 2.4 in each layer, and 6⁻¹² ≈ 5·10⁻¹⁰ of it is left after 24. The rms stays at 0.02 because every layer adds its bias, which has the same variance 1/(3n) and is the same for every input: q = q/6 + 1/(3n) has the fixed point 2/(5n), an rms of 0.028 for z and 0.020 after ReLU. So the last layer says the same for all inputs, and nothing can be learned from it. They should call `nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")` (or the uniform one) and `nn.init.zeros_(layer.bias)`.
#
# **Mark scheme.** 1 point: U(±1/√n), n·Var w = ⅓, not He's rule, in spite of the name (a = √5). 1 point: 1/6 of the mean square a layer (or √6 in rms), about 5·10⁻¹⁰ after 24. 1 point: the rest is the biases', equal for all inputs. 1 point: a call that gives variance 2/n, and zeros for the biases.
