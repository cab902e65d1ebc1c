# %% [markdown] name="intro"
# # Mean field: how deep a signal reaches, from two numbers
#
# For a wide net with random weights two numbers, $\sigma_w^2$ and $\sigma_b^2$, say how large its signals become, and after how many layers it can no longer tell its inputs apart. In this assignment you compute both for any activation, and find the weights for which a signal reaches farthest.
#
# It goes with [lesson 10](../../notebooks/10_mean_field.ipynb). As there, a weight has variance $\sigma_w^2/n_{in}$ and a bias has variance $\sigma_b^2$. Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("q_map")`, in a cell of your own, gives a hint, and each further call another one. No exercise needs your answer to another one, but you may call your earlier functions.
#
# | exercise | points |
# |---|---|
# | 1 · `q_map` | 3 |
# | 2 · `q_star` | 3 |
# | 3 · `chi1` | 4 |
# | 4 · `depth_scale` | 2 |
# | 5 · `critical_sigma_w2` | 4 |
# | 6 · in your own words | 4 |
#
# The activations in the checks are smooth, and functions of a float array, element by element. Each answer must be right to a relative error of $10^{-5}$. Averages over a normal distribution are those of [lesson 05b](../../notebooks/05b_gains.ipynb#An-average-over-a-normal-distribution); a few hundred points between −10 and 10 are enough, or 100 of Gauss–Hermite quadrature.
#
# For one activation you can check every average by hand: for $u \sim N(0, 1)$,
#
# $$E[\sin(\sqrt q\, u)^2] = \tfrac12 (1 - e^{-2q}), \qquad E[\cos(\sqrt q\, u)^2] = \tfrac12 (1 + e^{-2q}).$$

# %% locked="setup"
import numpy as np

from initlab.accuracy import accurate
from initlab.checks import agree, call, fresh_rng
from initlab.slips import known


def unchanged(z):
    return z


def squared(z):
    return z**2


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


def lecun_tanh(z):
    return 1.7159 * np.tanh(2 * z / 3)


def lecun_slope(z):
    return 1.7159 * 2 / 3 * (1 - np.tanh(2 * z / 3) ** 2)

# %% test="mean-field-oracle" points=0
# The grader's own tools: averages by a fine Riemann sum, fixed points by halving an interval, and
# what likely slips make of both.
### BEGIN HIDDEN TESTS
import math

U = np.arange(-10, 10, 0.04) + 0.02
WEIGHTS = 0.04 * np.exp(-(U**2) / 2) / math.sqrt(2 * math.pi)

def riemann(h):
    """E h(u) for a normal u."""
    return float(WEIGHTS @ h(U))

def mean_square(f, q, scale=1.0):
    """E f(scale √q u)²."""
    return riemann(lambda u: np.square(f(scale * np.sqrt(q) * u)))

def true_map(q, w, b, f):
    return w * mean_square(f, q) + b

def halved(rises, low, high, times=45):
    """Where `rises` turns positive, between low and high."""
    for _ in range(times):
        middle = (low + high) / 2
        low, high = (low, middle) if rises(middle) > 0 else (middle, high)
    return (low + high) / 2

def true_star(w, b, f, step=true_map):
    """The q that `step` leaves as it is; not by repeating it."""
    return halved(lambda q: q - step(q, w, b, f), 0.0, 100.0)

def repeated(times, step=true_map, start=1.0):
    """A q_star by repeating `step` so many times."""
    def star(w, b, f):
        q = start
        for _ in range(times):
            q = step(q, w, b, f)
        return q
    return star

def true_chi(w, b, f, df, star=true_star):
    return w * mean_square(df, star(w, b, f))

def named(name, f):
    f.__name__ = name
    return f

erf = np.vectorize(math.erf, otypes=[float])

def family(kind, k):
    """An activation and its derivative, of steepness k."""
    f, df = {
        "tanh": (lambda z: np.tanh(k * np.asarray(z)), lambda z: k / np.cosh(k * np.asarray(z)) ** 2),
        "sin": (lambda z: np.sin(k * np.asarray(z)), lambda z: k * np.cos(k * np.asarray(z))),
        "erf": (lambda z: erf(k * np.asarray(z)),
                lambda z: 2 * k / math.sqrt(math.pi) * np.exp(-((k * np.asarray(z)) ** 2))),
        "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(k * np.asarray(z) + 0.3),
                    lambda z: 0.5 * k / np.cosh(k * np.asarray(z) + 0.3) ** 2),
    }[kind]
    return named(f"a_{kind}", f), named(f"slope_of_a_{kind}", df)

def slow_sine(rng):
    """A net that settles slowly: sigma_w2, sigma_b2, f, f', and its q* in closed form."""
    k, q = (float(x) for x in rng.uniform([0.9, 0.045], [1.2, 0.07]))
    return 1 / k**2, q - (1 - math.exp(-2 * k**2 * q)) / (2 * k**2), *family("sin", k), q

# What likely slips make of one layer's map.
WRONG_MAPS = {
    "mf-bias-in-root": lambda q, w, b, f: w * mean_square(f, q + b),
    "mf-bias-in-root/added-too": lambda q, w, b, f: w * mean_square(f, q + b) + b,
    "mf-root-of-q": lambda q, w, b, f: w * mean_square(f, q**2) + b,
    "mf-std": lambda q, w, b, f: math.sqrt(w) * mean_square(f, q) + math.sqrt(b),
    "mf-std/weights": lambda q, w, b, f: math.sqrt(w) * mean_square(f, q) + b,
    "mf-squared-again": lambda q, w, b, f: w**2 * mean_square(f, q) + b**2,
    "mf-squared-again/weights": lambda q, w, b, f: w**2 * mean_square(f, q) + b,
    "mf-no-bias": lambda q, w, b, f: w * mean_square(f, q),
    "mf-bias-scaled": lambda q, w, b, f: w * (mean_square(f, q) + b),
    "mf-mean-removed": lambda q, w, b, f: w * (
        mean_square(f, q) - riemann(lambda u: f(np.sqrt(q) * u)) ** 2) + b,
    "mf-not-squared": lambda q, w, b, f: w * riemann(lambda u: f(np.sqrt(q) * u)) + b,
    "mf-weights": lambda q, w, b, f: w * math.sqrt(2 * math.pi) * mean_square(f, q) + b,
    "mf-weights/physicists": lambda q, w, b, f: w * math.sqrt(math.pi) * mean_square(f, q) + b,
    "mf-nodes": lambda q, w, b, f: w * mean_square(f, q, math.sqrt(0.5)) + b,
}

def chi_by(change):
    """A wrong chi1: `change` of the right parts and the true fixed point."""
    return lambda w, b, f, df: float(change(w, b, f, df, true_star(w, b, f)))

def size_slope(w, b, f, df, q):
    return (true_map(q * 1.0001, w, b, f) - true_map(q * 0.9999, w, b, f)) / (0.0002 * q)

WRONG_CHIS = {
    "mf-at-one": lambda w, b, f, df: w * mean_square(df, 1.0),
    "mf-slope-unsquared": chi_by(lambda w, b, f, df, q: w * riemann(lambda u: df(np.sqrt(q) * u))),
    "mf-bias-added": chi_by(lambda w, b, f, df, q: w * mean_square(df, q) + b),
    "mf-chi-root-of-q": chi_by(lambda w, b, f, df, q: w * mean_square(df, q**2)),
    "mf-chi-root-of-q/both": lambda w, b, f, df: w * mean_square(
        df, true_star(w, b, f, WRONG_MAPS["mf-root-of-q"]) ** 2),
    "mf-chi-no-weights": chi_by(lambda w, b, f, df, q: mean_square(df, q)),
    "mf-chi-of-size": chi_by(lambda w, b, f, df, q: w * mean_square(f, q)),
    "mf-chi-size-slope": chi_by(size_slope),
    "mf-chi-std": chi_by(lambda w, b, f, df, q: math.sqrt(w) * mean_square(df, q)),
    "mf-chi-std/squared": chi_by(lambda w, b, f, df, q: w**2 * mean_square(df, q)),
    "mf-chi-no-bias": lambda w, b, f, df: true_chi(
        w, b, f, df, lambda w, b, f: true_star(w, b, f, WRONG_MAPS["mf-no-bias"])),
    "mf-bias-in-root": lambda w, b, f, df: true_chi(
        w, b, f, df, lambda w, b, f: true_star(w, b, f, WRONG_MAPS["mf-bias-in-root"])),
    "mf-bias-in-root/added-too": lambda w, b, f, df: true_chi(
        w, b, f, df, lambda w, b, f: true_star(w, b, f, WRONG_MAPS["mf-bias-in-root/added-too"])),
    "mf-weights": chi_by(lambda w, b, f, df, q: w * math.sqrt(2 * math.pi) * mean_square(df, q)),
    "mf-start-at-zero": lambda w, b, f, df: true_chi(
        w, b, f, df, true_star if b else lambda w, b, f: 0.0),
    **{f"mf-few/{times}": lambda w, b, f, df, times=times: true_chi(w, b, f, df, repeated(times))
       for times in (1, 2, 3, 5)},
}
### END HIDDEN TESTS

# %% [markdown] name="ex-q-map"
# ## 1 · One layer
#
# The $z$ of a layer is normal with variance $q$. Return the variance of the next layer's $z$:
#
# $$q_{next} = \sigma_w^2\, E\!\left[f(\sqrt q\, u)^2\right] + \sigma_b^2, \qquad u \sim N(0, 1)$$
#
# About 4 lines. By hand: without an activation, $q = 4$, $\sigma_w^2 = \frac12$ and $\sigma_b^2 = 1$ give 3.

# %% solution="q_map"
def q_map(q, sigma_w2, sigma_b2, activation):
    """The variance of the next layer's z, a float.

    q: the variance of this layer's z
    sigma_w2: n_in times the variance of a weight
    sigma_b2: the variance of a bias
    activation: f, a function of a float array, element by element
    """
    ### BEGIN SOLUTION
    u = np.linspace(-10, 10, 400)
    density = np.exp(-(u**2) / 2)
    return sigma_w2 * np.sum(density * activation(np.sqrt(q) * u) ** 2) / np.sum(density) + sigma_b2
    ### END SOLUTION

# %% test="q-map" points=3 lesson="10_mean_field#variance-map"
accurate(
    q_map,
    on=[call(4.0, 0.5, 1.0, unchanged), call(2.0, 0.25, 0.5, squared), call(0.5, 2.0, 0.1, np.sin)],
    expected=[3.0, 3.5, 0.7321205588285577],
    slips=known("q-map"), rtol=1e-5, rough="mf-rough",
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
accurate(
    q_map,
    on=[call(float(q), float(w), float(b), family(kind, float(k))[0])
        for kind, q, w, b, k in zip(("tanh", "erf", "sigmoid"), rng.uniform([0.3, 1.3, 0.5], [0.8, 2, 1.8]),
                                    rng.uniform([0.5, 1.3, 1.5], [0.8, 2, 3]), rng.uniform(0.05, 0.4, 3),
                                    rng.uniform(0.6, 1, 3))],
    expected=true_map, slips=WRONG_MAPS, rtol=1e-5, rough="mf-rough",
)
### END HIDDEN TESTS

# %% [markdown] name="ex-q-star"
# ## 2 · Where the size settles
#
# Return the fixed point $q^*$: the variance that the map of exercise 1 leaves as it is.
#
# About 7 lines: repeat the map, or halve an interval. Some nets settle slowly. By hand: for $\sin$ with $\sigma_w^2 = 1$ and $\sigma_b^2 = 1/(2e)$ it is ½.

# %% solution="q_star"
def q_star(sigma_w2, sigma_b2, activation):
    """The variance of z at which the size settles, a float; between 0 and 50 in all checks.

    sigma_w2, sigma_b2, activation: as in q_map
    """
    ### BEGIN SOLUTION
    u = np.linspace(-10, 10, 400)
    share = np.exp(-(u**2) / 2)
    share /= np.sum(share)
    q, last = 1.0, 0.0
    while abs(q - last) > 1e-10:
        q, last = sigma_w2 * np.sum(share * activation(np.sqrt(q) * u) ** 2) + sigma_b2, q
    return q
    ### END SOLUTION

# %% test="q-star" points=3 lesson="10_mean_field#fixed-point"
accurate(
    q_star,
    on=[call(1.0, 0.5 / np.e, np.sin), call(2.5, 0.05, np.tanh), call(1.0, (np.exp(-0.1) - 0.9) / 2, np.sin)],
    expected=[0.5, 1.0639583774168, 0.05],
    slips=known("q-star"), rtol=1e-5, rough="mf-rough",
)
### BEGIN HIDDEN TESTS
FEW = {f"mf-few/{times}": repeated(times) for times in (1, 2, 3, 5, 10, 20, 30, 50)}
FEW |= {f"mf-few/{times}-from-0": repeated(times, start=0.0) for times in (2, 3, 5, 10, 20, 30, 50)}
WRONG_STARS = {key: lambda w, b, f, step=step: true_star(w, b, f, step)
               for key, step in WRONG_MAPS.items()}
rng = fresh_rng()
star_cases = [
    call(float(w), float(b), family(kind, float(k))[0])
    for kind, w, b, k in zip(("tanh", "sigmoid", "erf"), rng.uniform([1.4, 2.5, 1.4], [2, 4, 2]),
                             rng.uniform(0.05, 0.3, 3), rng.uniform(0.8, 1.1, 3))]
w, b, f, _, settles = slow_sine(rng)
accurate(
    q_star, on=[*star_cases, call(w, b, f)],
    expected=[*(true_star(*one.args) for one in star_cases), settles],
    slips=FEW | WRONG_STARS, rtol=1e-5, rough="mf-rough",
)
### END HIDDEN TESTS

# %% [markdown] name="ex-chi1"
# ## 3 · The factor of a small difference
#
# Return by what a layer multiplies the mean square of a small difference between two inputs, and of an error signal, in a net whose size has settled:
#
# $$\chi_1 = \sigma_w^2\, E\!\left[f'(\sqrt{q^*}\, u)^2\right]$$
#
# About 9 lines, or 4 that call your `q_star`. By hand: for $\sin$ with $\sigma_w^2 = 1$ and $\sigma_b^2 = 1/(2e)$ it is $\frac12(1 + e^{-1}) = 0.684$. For LeCun's tanh: 1.019.

# %% solution="chi1"
def chi1(sigma_w2, sigma_b2, activation, d_activation):
    """The factor χ₁ of a layer, at the fixed point, a float.

    sigma_w2, sigma_b2, activation: as in q_map
    d_activation: the derivative of the activation, a function like it
    """
    ### BEGIN SOLUTION
    u = np.linspace(-10, 10, 400)
    share = np.exp(-(u**2) / 2)
    share /= np.sum(share)
    q, last = 1.0, 0.0
    while abs(q - last) > 1e-10:
        q, last = sigma_w2 * np.sum(share * activation(np.sqrt(q) * u) ** 2) + sigma_b2, q
    return sigma_w2 * np.sum(share * d_activation(np.sqrt(q) * u) ** 2)
    ### END SOLUTION

# %% test="chi1-check" points=4 lesson="10_mean_field#difference"
accurate(
    chi1,
    on=[call(1.0, 0.5 / np.e, np.sin, np.cos), call(2.5, 0.05, np.tanh, tanh_slope),
        call(1.0, 0.0, lecun_tanh, lecun_slope)],
    expected=[0.6839397205857212, 1.1335156987043, 1.0192495039],
    slips=known("chi1-check"), rtol=1e-5, rough="mf-rough",
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
*slow, _ = slow_sine(rng)
accurate(
    chi1,
    on=[call(*slow), *(
        call(float(w), float(b), *family(kind, float(k)))
        for kind, w, b, k in zip(("tanh", "sigmoid", "erf", "sin"), rng.uniform([1.3, 2.5, 1, 0.5], [1.9, 4, 1.5, 0.8]),
                                 rng.uniform(0.1, 0.25, 4), rng.uniform(0.8, 1, 4)))],
    expected=true_chi, slips=WRONG_CHIS, rtol=1e-5, rough="mf-rough",
)
### END HIDDEN TESTS

# %% [markdown] name="ex-depth-scale"
# ## 4 · The depth scale
#
# Each layer multiplies the mean square of a difference by $\chi_1 < 1$. In how many layers does it fall by a factor of $e$?
#
# About 1 line. By hand: for $\chi_1 = e^{-1/5}$ it is 5.

# %% solution="depth_scale"
def depth_scale(chi):
    """The number of layers in which a factor of e is lost, a float.

    chi: the factor of a layer, between 0 and 1
    """
    ### BEGIN SOLUTION
    return -1 / np.log(chi)
    ### END SOLUTION

# %% test="depth-scale" points=2 lesson="10_mean_field#depth-scale"
agree(
    depth_scale,
    on=[call(float(np.exp(-0.2))), call(0.5)],
    expected=[5.0, 1.4426950408889634],
    slips=known("depth-scale"), rtol=1e-6,
)
### BEGIN HIDDEN TESTS
def layer_by_layer(chi):
    """How often a thousandth of a layer fits into a factor of e, by multiplying small factors."""
    return halved(lambda depth: math.exp(-1) - math.pow(chi, depth), 0.0, 1000.0)

rng = fresh_rng()
agree(
    depth_scale, on=[call(float(chi)) for chi in rng.uniform([0.2, 0.6, 0.95], [0.4, 0.8, 0.98])],
    expected=layer_by_layer, rtol=1e-6,
    slips={
        "mf-scale-sign": lambda chi: 1 / math.log(chi),
        "mf-scale-upside-down": lambda chi: -math.log(chi),
        "mf-scale-upside-down/signed": lambda chi: math.log(chi),
        "mf-scale-base": lambda chi: -1 / math.log10(chi),
        "mf-scale-base/two": lambda chi: -1 / math.log2(chi),
        "mf-scale-amplitude": lambda chi: -2 / math.log(chi),
        "mf-scale-amplitude/half": lambda chi: -0.5 / math.log(chi),
        "mf-scale-linear": lambda chi: 1 / (1 - chi),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-critical"
# ## 5 · The critical line
#
# Return the $\sigma_w^2$ for which $\chi_1 = 1$, for a given variance of the biases.
#
# About 10 lines. Halve an interval: either that of $\sigma_w^2$, with your `chi1`, or that of $q^*$, as in the [lesson](../../notebooks/10_mean_field.ipynb#For-a-given-bias:-halve-an-interval). By hand: on the line $\sin$ has $\sigma_w^2 = 1 + \tanh q$ and $\sigma_b^2 = q - \tanh q$, for any $q$; take ½. For tanh with $\sigma_b^2 = 0.05$: 1.7610.

# %% solution="critical_sigma_w2"
def critical_sigma_w2(sigma_b2, activation, d_activation):
    """The sigma_w2 at which χ₁ is 1, a float; between 0.5 and 8 in all checks.

    sigma_b2: the variance of a bias, above 0
    activation, d_activation: as in chi1; χ₁ grows with sigma_w2
    """
    ### BEGIN SOLUTION
    u = np.linspace(-10, 10, 400)
    share = np.exp(-(u**2) / 2)
    share /= np.sum(share)
    low, high = 0.0, 50.0  # q* of a critical net
    for _ in range(50):
        q = (low + high) / 2
        sigma_w2 = 1 / np.sum(share * d_activation(np.sqrt(q) * u) ** 2)
        needed = q - sigma_w2 * np.sum(share * activation(np.sqrt(q) * u) ** 2)
        low, high = (q, high) if needed < sigma_b2 else (low, q)
    return sigma_w2
    ### END SOLUTION

# %% test="critical" points=4 lesson="10_mean_field#critical-line"
accurate(
    critical_sigma_w2,
    on=[call(float(0.5 - np.tanh(0.5)), np.sin, np.cos), call(0.05, np.tanh, tanh_slope)],
    expected=[1.4621171572600098, 1.7609546396],
    slips=known("critical"), rtol=1e-5, rough="mf-rough",
)
### BEGIN HIDDEN TESTS
def critical_by(factor):
    """Where factor(sigma_w2, sigma_b2, f, f') is 1, by halving the interval of sigma_w2."""
    return lambda b, f, df: halved(lambda w: factor(w, b, f, df) - 1, 0.5, 8.0, 28)

WRONG_LINES = {
    "mf-at-one": lambda b, f, df: 1 / mean_square(df, 1.0),
    "mf-line-at-zero": lambda b, f, df: 1 / mean_square(df, 0.0),
    "mf-line-gain": lambda b, f, df: 1 / mean_square(f, 1.0),
    "mf-line-keeps-one": lambda b, f, df: (1 - b) / mean_square(f, 1.0),
    **{key: critical_by(WRONG_CHIS[key]) for key in (
        "mf-slope-unsquared", "mf-bias-added", "mf-chi-root-of-q", "mf-chi-root-of-q/both",
        "mf-bias-in-root", "mf-bias-in-root/added-too", "mf-chi-std", "mf-chi-std/squared",
        "mf-few/1", "mf-few/2", "mf-few/3")},
}
rng = fresh_rng()
on_line = []  # (sigma_b2, sigma_w2) of two sines, in closed form
for k, q in rng.uniform([[0.8, 0.7], [1.1, 1.1]], [[1, 1], [1.3, 1.5]]):
    sine, grown = family("sin", float(k)), math.tanh(k**2 * q)
    on_line.append((call(float(q - grown / k**2), *sine), (1 + grown) / k**2))
last = call(float(rng.uniform(0.05, 0.2)), *family("tanh", float(rng.uniform(0.8, 1.2))))
accurate(
    critical_sigma_w2,
    on=[*(one for one, _ in on_line), last],
    expected=[*(float(line) for _, line in on_line), critical_by(true_chi)(*last.args)],
    slips=WRONG_LINES, rtol=1e-5, rough="mf-rough",
)
### END HIDDEN TESTS

# %% [markdown] name="ex-why"
# ## 6 · In your own words
#
# A colleague's tanh net has 60 layers, each 300 wide, with $\sigma_w^2 = 1.3$ and $\sigma_b^2 = 0.05$. "The rms of $z$ is 0.56 in every layer, so the start is sound", they say. "Yet the loss does not move." You compute $\chi_1 = 0.880$. In four to eight sentences: what do the outputs for two different images look like, and the gradients of the first layer? Put a number to it. Why did the rms show nothing? What would you change, and would it be enough to make the net twice as wide?

# %% [markdown] manual="why-deep" points=4 lesson="10_mean_field#depth-scale"
# **Exemplary answer.** Each layer multiplies the mean square of a small difference between two inputs by χ₁ = 0.880, so the depth scale is −1/ln 0.880 = 7.8 layers and 60 layers are nearly eight of them. Of a difference about 0.880⁶⁰ = 0.0005 is left in mean square, 2 % in amplitude: the last layer gets almost the same numbers for every image, so the outputs differ hardly at all. The error signal is multiplied by the same χ₁ on its way back, so in the first layer its rms is about 2 % of that at the top, and the loss stays near that of guessing. The rms shows nothing because the size has its own fixed point q* and settles there whatever becomes of the differences: a shared, constant signal has a healthy rms too. I would move to the critical line, to σ_w² = 1.76 at this σ_b² or to biases of variance 0.004, for which σ_w² = 1.3 is on the line (with none it would be chaotic), or to fewer layers, well below 47 (six depth scales). More width does not help: χ₁ has no n in it, it is the limit of wide nets.
#
# **Mark scheme.** 1 point: outputs are nearly equal for all images, with a number from χ₁ to the power 60 or from 60 over 7.8 (0.0005 in mean square, 2 % in amplitude). 1 point: the error signal has the same factor, so early layers get vanishing gradients. 1 point: the rms settles at its own fixed point and says nothing about differences. 1 point: a sound cure (towards χ₁ = 1 by σ_w² = 1.76 or by smaller biases, or fewer layers) and that width does not change χ₁.
