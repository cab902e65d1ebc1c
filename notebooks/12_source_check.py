# %% [markdown] slide="slide"
# # Which of the sources' claims survive?
#
# This course grew out of four short texts: a video page (S0), an article (S1), an old blog post
# (S2) and a chapter of a textbook (S3). Here are five of their claims, in our words. Which would
# you sign?
#
# | | claim |
# |---|---|
# | E1 | Xavier initialization suits the sigmoid |
# | E6 | ReLU halves the variance |
# | E8 | He's rule uses only the number of inputs |
# | E14 | The right start doubles the training speed |
# | E18 | Zero weights never work |
#
# Note down *holds*, *false*, or *holds only if …* By the end each has a number beside it.

# %% [markdown] slide="skip"
# About 44 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can test a claim by runs that could refute it, and judge no further than they go.
#
# Nineteen claims, E1 to E19, each on a panel of its own: what is claimed, what is measured or
# derived, and a verdict. Everything is computed when you run the cells. The lessons that are named
# explain why; this one only checks. The seven claims about fans, frameworks and names are in boxes:
# lessons 03 to 06 have already judged them. The nineteen were picked because they looked doubtful,
# so they are no fair sample of what the texts say.
#
# **How to read a panel.** Orange marks what is claimed. A blue dot is the median of the runs, the
# faint bar their range from smallest to largest, with a tick for each run. An open diamond is an
# exact value, where a formula gives one. The numbers at the right are the median and the range.
# There are four verdicts: *holds*, *holds only if …*, *false*, and *can't be told*. The last is
# for a claim that the runs don't decide.
#
# **Randomness.** Run number $r$ of claim E$k$ draws from the seed $(12, k, r)$, so you can repeat
# each run alone; cases that are compared share their seeds. A verdict is about these runs only.

# %% slide="skip"
from functools import reduce
from itertools import pairwise

import numpy as np

from initlab.figures import source_check as pictures
from initlab.data import digits
from initlab.nets import backward, descend, forward, layer_rms, softmax_cross_entropy

# %% slide="skip"
found, verdicts = {}, {}


def panel(key, claim, verdict, measured, x, **marks):
    """Keep what was measured, and the verdict; draw the panel."""
    found[key], verdicts[key] = measured, verdict
    return pictures.panel(f"{key} · {claim}", verdict, measured, x, **marks)


def rngs(claim, runs=20):
    """The generators of a claim's runs."""
    return [np.random.default_rng([12, claim, run]) for run in range(runs)]

# %% slide="skip"
def draw_net(widths, variance, activation, rng, bias=0.0):
    """A net of these widths; `variance(n_in, n_out)` is that of each weight, normal, mean 0."""
    return [{"W": rng.normal(0, np.sqrt(variance(n_in, n_out)), (n_in, n_out)),
             "b": np.full(n_out, bias), "activation": activation}
            for n_in, n_out in pairwise(widths)]


def flow(net, rng, examples=50):
    """What N(0,1) inputs do in each layer, and the gradients of an N(0,1) error signal on top."""
    _, trace = forward(net, rng.normal(size=(examples, len(net[0]["W"]))))
    return trace, backward(net, trace, rng.normal(size=(examples, len(net[-1]["b"]))))

# %% slide="skip"
def lecun(n_in, n_out):
    """Lesson 04: a variance of 1/n_in."""
    return 1 / n_in


def xavier(n_in, n_out):
    """Lesson 04: 2/(n_in + n_out)."""
    return 2 / (n_in + n_out)


def he(n_in, n_out):
    """Lesson 05: 2/n_in."""
    return 2 / n_in

# %% [markdown] slide="slide" name="signal-size"
# ## 1 · The size of a signal
#
# | | claim | source |
# |---|---|---|
# | E4 | Gradients vanish when the weights are too small | S3 |
# | E5 | They vanish when one or many factors are below 1 | S2 |
# | E6 | ReLU halves the variance, and half of the information | S3, S0 |
#
# [Lesson 01](01_signals.ipynb) and [lesson 05](05_he.ipynb) have the derivations.

# %% [markdown] slide="subslide" name="e4"
# ### E4 · Gradients vanish when weights are too small
#
# Ten tanh layers of 10 units, and four sizes of weights, $\sqrt n\,\sigma_w$ = 0.1, 1, 10 and 100.
# We follow the error signal from layer 10 back to layer 1, and measure its rms over 1,000 inputs in
# layer 1, divided by that in layer 10. For 0.1 the claim predicts a factor of about 0.1 in each of
# nine layers. If *only* small weights made it vanish, the ratio would be 1 or more for the other
# three.
#
# <!-- slide:
# - Ten tanh layers of 10 units
# - Weights of four sizes: $\sqrt n\,\sigma_w$ = 0.1, 1, 10 and 100
# - Measured: the error signal's rms in layer 1, over that in layer 10
# - Claimed for 0.1: about $0.1^9$; if *only* small weights do it, 1 or more for the others
# -->

# %% slide="skip"
def error_ratio(size, rng, width=10):
    """rms of the error signal in layer 1, over that in layer 10."""
    net = draw_net([width] * 11, lambda n, _: size**2 / n, "tanh", rng)
    errors = layer_rms(flow(net, rng, 1000)[1], "z")
    return errors[0] / errors[-1]


shrunk = {f"√n·σ = {size:g}": [error_ratio(size, rng) for rng in rngs(4)]
          for size in (0.1, 1, 10, 100)}
wide = [error_ratio(100, rng, width=100) for rng in rngs(4, 5)]
print(f"100 units a layer, √n·σ = 100: {min(wide):.1e} to {max(wide):.1e}")

# %% slide="subslide" covers="E4,S3.10"
panel("E4", "Gradients vanish when weights are too small",
      "holds; far too large does it, too", shrunk,
      "error signal, layer 1 / layer 10 (rms, no unit)",
      claimed={name: 0.1**9 if "0.1" in name else 1 for name in shrunk}, log=True)

# %% [markdown] slide="fragment"
# $\sqrt n\,\sigma_w = 0.1$ leaves $7\cdot10^{-10}$ of the error signal, as claimed, but 100 leaves
# only $9\cdot10^{-21}$, as nearly all units saturate ([lesson 01](01_signals.ipynb)); in between,
# 1 leaves a quarter, and at 10 it *grows* 520 times (medians of 20 nets).
#
# <!-- slide:
# - 0.1 leaves $7\cdot10^{-10}$ of the error signal, as claimed; 1 leaves a quarter
# - 10 makes it *grow* 520 times
# - 100 leaves only $9\cdot10^{-21}$: nearly all units saturate
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: width.** The nets are narrow on purpose. In the five nets with 100 units a layer
# that are printed above, $\sqrt n\,\sigma_w = 100$ makes the same ratio explode; weights that saturate
# nearly every unit of a wide net must be larger still.

# %% [markdown] slide="subslide" name="e5"
# ### E5 · One or many factors below 1 make it vanish
#
# Two tests: a chain of 30 scalar factors, one of them 0.1 and the others 1.2; and a product of 100
# random 4 × 4 matrices with N(0,1) entries. A matrix shrinks some direction exactly when its
# smallest singular value is below 1.
#
# <!-- slide:
# - 30 scalar factors: one is 0.1, the others are 1.2
# - 100 random 4 × 4 matrices, with N(0,1) entries
# - A matrix shrinks some direction exactly when its smallest singular value is below 1
#
# **Is the product below 1?**
# -->

# %% slide="skip"
def matrix_chain(rng, length=100):
    """(share of the factors that shrink some direction, largest and smallest singular value of
    their product)."""
    factors = rng.normal(size=(length, 4, 4))
    shrink = np.linalg.svd(factors, compute_uv=False)[:, -1] < 1
    inverse = reduce(np.matmul, np.linalg.inv(factors[::-1]))       # its largest is 1/smallest
    return np.mean(shrink), np.linalg.norm(reduce(np.matmul, factors), 2), 1 / np.linalg.norm(inverse, 2)


chains = np.array([matrix_chain(rng) for rng in rngs(5)])
print(f"of 100 factors shrink some direction: {chains[:, 0].min():.0%} to {chains[:, 0].max():.0%}")
print(f"smallest singular value of the product: {chains[:, 2].min():.0e} to {chains[:, 2].max():.0e}")

# %% slide="subslide" covers="E5,S2.3"
panel("E5", "One or many factors below 1 make it vanish", "false",
      {"29 factors 1.2, one 0.1": [np.prod([0.1] + [1.2] * 29)],
       "100 matrices, N(0,1)": chains[:, 1]},
      "size of the product (largest singular value, no unit); claimed: below 1",
      claimed=1, derived={"29 factors 1.2, one 0.1": 0.1 * 1.2**29}, log=True)

# %% [markdown] slide="fragment"
# A single factor of 0.1 among 1.2s leaves 19.8. Of the random matrices 94 % to 100 % shrink some
# direction, and yet their product is above $10^{21}$ in all 20 runs. What counts is the whole
# product.
#
# <!-- slide:
# - One factor of 0.1 among 1.2s leaves 19.8
# - 94 % to 100 % of the matrices shrink some direction; their product is above $10^{21}$ in all 20 runs
# - **What counts is the whole product**
# -->

# %% [markdown] slide="skip"
# A product stretches some directions and shrinks others. The panel shows the direction that grows
# most. In the direction that shrinks most the same products leave less than $10^{-20}$, as printed. A
# random error signal has a part in each direction, so it grows.

# %% [markdown] slide="subslide" name="e6"
# ### E6 · ReLU halves the variance, and the information
#
# $z$ is N(0,1), 10,000 numbers a run, and $a = \operatorname{relu}(z)$. By hand:
# $E[a^2] = \frac12$ and $E[a] = 1/\sqrt{2\pi}$, so
# $\operatorname{Var} a = \frac12 - \frac1{2\pi} = 0.3408$.
#
# And the *information*? Take a layer of 400 ReLU units on 100 inputs. About half of the outputs are
# 0; the others are 200 linear equations for 100 unknowns. Solve them, and see how much of the input
# comes back.
#
# <!-- slide:
# $z$ is N(0,1), and $a = \operatorname{relu}(z)$. By hand:
#
# $$E[a^2] = \tfrac12,\quad E[a] = \frac{1}{\sqrt{2\pi}},\quad \operatorname{Var} a = \tfrac12 - \frac{1}{2\pi} = 0.3408$$
#
# And the *information*? 400 ReLU units on 100 inputs: about 200 outputs are not 0. They are 200 equations for 100 unknowns. **How much of the input comes back?**
# -->

# %% slide="skip"
def recovered(rng, n_in=100, n_out=400):
    """The share of an input's length that its ReLU outputs still determine."""
    W, x = rng.normal(size=(n_in, n_out)), rng.normal(size=n_in)
    a = np.maximum(x @ W, 0)
    guess = np.linalg.lstsq(W[:, a > 0].T, a[a > 0], rcond=None)[0]
    return 1 - np.linalg.norm(guess - x) / np.linalg.norm(x)


halves = [np.maximum(rng.normal(size=10_000), 0) for rng in rngs(6)]
kept = {"numbers that are not 0": [np.mean(a > 0) for a in halves],
        "E[a²] / Var z": [np.mean(a**2) for a in halves],
        "Var a / Var z": [a.var() for a in halves],
        "input found again": [recovered(rng) for rng in rngs(6)]}

# %% slide="subslide" covers="E6,S3.14"
panel("E6", "ReLU halves the variance, and the information", "false", kept,
      "share that is kept (no unit)",
      claimed={"Var a / Var z": 0.5, "input found again": 0.5},
      derived={"numbers that are not 0": 0.5, "E[a²] / Var z": 0.5,
               "Var a / Var z": 0.5 - 1 / (2 * np.pi), "input found again": 1})

# %% [markdown] slide="fragment"
# The mean square is halved, the variance falls to 0.34 of $\operatorname{Var} z$. This layer has
# four outputs per input, and the whole input can be computed back from them: half of the *numbers*
# are 0, which is not half of the information.
#
# <!-- slide:
# - The mean square is halved; the variance falls to 0.34 of $\operatorname{Var} z$
# - With four outputs per input, the whole input comes back: half of the *numbers* are 0, not half of the information
# -->

# %% [markdown] slide="skip"
# With 100 outputs instead of 400 only about 50 equations are left for 100 unknowns, and that
# input could not be found. What ReLU loses depends on the layer.

# %% [markdown] slide="slide" name="zero"
# ## 2 · Zero weights, and biases
#
# | | claim | source |
# |---|---|---|
# | E18 | With zero weights a net can't learn | S3 |
# | E16 | Small constant biases, such as 0.01, are used, presumably because they help | S1 |
#
# [Lesson 02](02_symmetry.ipynb) proves when zero weights fail. Here: 200 digits of 8 × 8 pixels,
# ten classes, plain gradient descent on all of them.

# %% slide="skip"
X, y = digits(200, np.random.default_rng(12))
LN_C = np.log(10)


def classifier(hidden, variance, rng, activation="relu", bias=0.0):
    """64 pixels, hidden layers of these widths, 10 logits drawn with variance 1/n, bias 0."""
    last = draw_net([[64, *hidden][-1], 10], lecun, "linear", rng)
    return draw_net([64, *hidden], variance, activation, rng, bias) + last

# %% slide="skip"
def losses(net, lr, steps, stop=0.0):
    """The loss before each step, up to the first below `stop`; infinite from where it exceeds
    10⁶."""
    curve = []
    for _ in range(steps):
        logits, trace = forward(net, X)
        loss, grad = softmax_cross_entropy(logits, y)
        curve.append(loss if loss < 1e6 else np.inf)
        if not stop <= loss < 1e6:
            break
        net = descend(net, backward(net, trace, grad), lr)
    return np.array(curve)

# %% [markdown] slide="subslide" name="e18"
# ### E18 · With zero weights a net can't learn
#
# Zero weights in four places: a regression with no hidden layer (convex, and no units to be alike); the
# last layer of a net with 32 hidden units; its hidden layer, with ReLU; and both layers. Biases begin at
# 0. A zero start has no randomness, so each of five runs draws its own 200 digits. Beside them a
# random start. ([Lesson 02](02_symmetry.ipynb) adds a residual branch.)
#
# <!-- slide:
# Zero weights in four places, biases 0:
#
# - a regression, with no hidden layer
# - the last layer of a net with 32 hidden units
# - its hidden layer, with ReLU
# - both layers
#
# Beside them, a random start. **Which of them learn?**
# -->

# %% slide="skip"
def zeroed(net, layers):
    """The same net with zero weights in these layers."""
    return [{**layer, "W": layer["W"] * (i not in layers)} for i, layer in enumerate(net)]


STARTS = {"no hidden layer, zero": ([], {0}, "tanh"), "last layer zero, tanh": ([32], {1}, "tanh"),
          "hidden layer zero, ReLU": ([32], {0}, "relu"), "both layers zero, tanh": ([32], {0, 1}, "tanh"),
          "random, tanh": ([32], set(), "tanh")}
after = {name: [] for name in STARTS}
for rng in rngs(18, 5):
    X, y = digits(200, rng)
    for name, (hidden, layers, activation) in STARTS.items():
        net = zeroed(classifier(hidden, lecun, rng, activation), layers)
        after[name].append(losses(net, 0.5, 300)[-1])
X, y = digits(200, np.random.default_rng(12))

# %% slide="subslide" covers="E18,S3.4"
panel("E18", "With zero weights a net can't learn",
      "holds only if the zeros let nothing through", after,
      "loss after 299 steps (nats)", claimed=dict.fromkeys(list(STARTS)[:4], LN_C),
      derived={"hidden layer zero, ReLU": LN_C, "both layers zero, tanh": LN_C})

# %% [markdown] slide="fragment"
# Zero is fine with no hidden layer (loss 0.32) and in the last layer alone (0.03, as for the random
# start). Two zero layers in a row stay at $\ln 10$, and so does one before ReLUs, whose slope at 0 is 0.
#
# <!-- slide:
# - Zero is fine with no hidden layer, and in the last layer alone
# - Two zero layers in a row stay at $\ln 10$; so does one before ReLUs, whose slope at 0 is 0
# -->

# %% [markdown] slide="skip"
# With tanh a hidden layer of zeros alone does learn: its gradient comes through last weights that differ.
# And with *random* biases even two zero layers begin to learn, as the hidden units' outputs then are not 0.

# %% [markdown] slide="subslide" name="e16"
# ### E16 · Biases of 0.01 help
#
# Four hidden ReLU layers of 32 units with He's rule, once with biases 0 and once with 0.01:
# the same weights, the same learning rate. Measured are the steps to a loss of 0.5, with 0.01 over
# those with 0. Below 1 the biases helped; the source does not say by how much.
#
# <!-- slide:
# - Four hidden ReLU layers of 32 units with He's rule
# - Biases 0, or 0.01; the same weights, the same learning rate
# - Measured: the steps to a loss of 0.5, with 0.01 over those with 0
# - Below 1, the biases helped
# -->

# %% slide="skip"
def steps_to(net, lr, stop=0.5, most=400):
    """Steps until the loss is below `stop`; `most` when it never is."""
    curve = losses(net, lr, most, stop)
    return len(curve) - 1 if curve[-1] < stop else most


with_bias = {f"biases 0.01, rate {lr}": [
    steps_to(classifier([32] * 4, he, np.random.default_rng([12, 16, run]), bias=0.01), lr)
    / steps_to(classifier([32] * 4, he, np.random.default_rng([12, 16, run])), lr)
    for run in range(10)] for lr in (0.1, 0.2)}

# %% slide="subslide" covers="E16,S1.11"
panel("E16", "Biases of 0.01 help", "can't be told", with_bias,
      "steps to a loss of 0.5, relative to biases 0 (no unit); claimed: below 1",
      claimed=1)

# %% [markdown] slide="fragment"
# In ten runs at each of two learning rates the medians are 0.995 and 1.00, and the ranges reach to
# both sides of 1: no consistent gain, and no proof that there is none.

# %% [markdown] slide="slide" name="fans"
# ## 3 · Which fan?
#
# | | claim | source |
# |---|---|---|
# | E2 | Xavier's variance is $1/n$, at first $1/(n_{in}+n_{out})$ | S2 |
# | E8 | He's rule uses only the number of inputs | S1 |
# | E12 | Xavier's makes $\operatorname{Var} z$ independent of the layer's size | S3 |
#
# [Lesson 03](03_fans.ipynb) counts fans, [lesson 04](04_xavier.ipynb) derives Xavier's rule. E2 and E8 are
# **false**; E12 **holds only if** the two fans are equal.
#
# <!-- slide:
# | | claim | verdict |
# |---|---|---|
# | E2 | Xavier's is $1/n$, at first $1/(n_{in}+n_{out})$ | **false**: $2/(n_{in}+n_{out})$ |
# | E8 | He's rule uses only the number of inputs | **false**: either fan is enough |
# | E12 | Xavier's makes $\operatorname{Var} z$ independent of the layer's size | **holds only if** the two fans are equal |
#
# [Lesson 03](03_fans.ipynb) counts fans, [lesson 04](04_xavier.ipynb) derives Xavier's rule.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: E2, E8 and E12 on their panels.** Each states the claim as a number and measures it.

# %% [markdown] slide="skip" name="e2" tags=["deeper"]
# ### E2 · Xavier's variance is $1/n$, initially $1/(n_{in}+n_{out})$
#
# Glorot and Bengio's equation 12 divides by the *mean* of the two fans. So whatever the widths, the
# forward variance ratio $n_{in}\sigma_w^2$ and the backward one $n_{out}\sigma_w^2$ have the mean 1.
# That is a way to recognise it. A layer 400 → 100, N(0,1) inputs and N(0,1) error signals:

# %% slide="skip" tags=["deeper"]
def two_gains(variance, n_in, n_out, rng):
    """Measured (forward, backward) variance ratios of a linear layer."""
    W = rng.normal(0, np.sqrt(variance), (n_in, n_out))
    x, delta = rng.normal(size=(50, n_in)), rng.normal(size=(50, n_out))
    return np.mean((x @ W)**2), np.mean((delta @ W.T)**2)


RULES = {"1/n": 1 / 400, "1/(n_in + n_out)": 1 / 500, "2/(n_in + n_out)": 2 / 500}
mean_gains = {rule: [np.mean(two_gains(variance, 400, 100, rng)) for rng in rngs(2)]
              for rule, variance in RULES.items()}

# %% slide="skip" covers="E2,S2.10,S2.12" tags=["deeper"]
panel("E2", "Xavier's variance is 1/n, initially 1/(n_in+n_out)", "false", mean_gains,
      "mean of forward and backward variance ratio (no unit)",
      claimed={"1/n": 1, "1/(n_in + n_out)": 1},
      derived={rule: (400 + 100) / 2 * variance for rule, variance in RULES.items()})

# %% [markdown] slide="skip" tags=["deeper"]
# The mean ratio is 1 only with $2/(n_{in}+n_{out})$, Glorot and Bengio's equation 12; the form
# without the 2 halves it, and $1/n_{in}$ is LeCun's rule.

# %% [markdown] slide="skip" name="e8" tags=["deeper"]
# ### E8 · He's rule uses only the number of inputs
#
# A ReLU net whose widths go up and down, from 256 to 64: 256, 128, 384, 128, 384, 64. Drawn with
# $2/n_{in}$, and with $2/n_{out}$. Measured is the mean square at the end over that at the start,
# forward for the activations and backward for the gradients. By hand, all widths in between cancel.
# If the number of inputs told the whole story, $2/n_{in}$ would keep both at 1 and $2/n_{out}$
# neither.

# %% slide="skip" tags=["deeper"]
WIDTHS = [256, 128, 384, 128, 384, 64]


def both_ways(variance, rng):
    """Mean square of the last activations, and of the gradient for the input, over where each
    began."""
    net = draw_net(WIDTHS, variance, "relu", rng)
    trace, grads = flow(net, rng)
    return np.mean(trace[-1]["a"]**2), np.mean(grads[0]["x"]**2)


ways = {}
for mode, variance in {"2/n_in": he, "2/n_out": lambda n_in, n_out: 2 / n_out}.items():
    pairs = np.array([both_ways(variance, rng) for rng in rngs(8, 40)])
    ways |= {f"{mode}, forward": pairs[:, 0], f"{mode}, backward": pairs[:, 1]}

# %% slide="skip" covers="E8,S1.9" tags=["deeper"]
panel("E8", "He's rule uses only the number of inputs", "false", ways,
      "mean square, end / start (no unit)",
      claimed={"2/n_in, forward": 1, "2/n_in, backward": 1},
      derived={"2/n_in, forward": 1, "2/n_in, backward": 64 / 256,
               "2/n_out, forward": 256 / 64, "2/n_out, backward": 1}, log=True)

# %% [markdown] slide="skip" tags=["deeper"]
# Either fan keeps its own direction on average, and misses the other by one constant, the ratio of
# the first and the last width (¼ or 4); He and others (2015) say that either form alone is enough.

# %% [markdown] slide="skip" name="e12" tags=["deeper"]
# ### E12 · Xavier makes $\operatorname{Var} z$ independent of size
#
# Linear layers with Xavier's variance and N(0,1) inputs. The claim makes $\operatorname{Var} z$
# the same for all; by hand it is $2 n_{in}/(n_{in}+n_{out})$.

# %% slide="skip" tags=["deeper"]
SHAPES = [(100, 100), (400, 400), (400, 100), (100, 400)]
var_z = {f"{n_in} → {n_out}": [two_gains(xavier(n_in, n_out), n_in, n_out, rng)[0]
                               for rng in rngs(12)] for n_in, n_out in SHAPES}

# %% slide="skip" covers="E12,S3.13" tags=["deeper"]
panel("E12", "Xavier makes Var z independent of size",
      "holds only if the two fans are equal", var_z,
      "Var z, for inputs of variance 1 (no unit)", claimed=1,
      derived={f"{n_in} → {n_out}": 2 * n_in / (n_in + n_out) for n_in, n_out in SHAPES})

# %% [markdown] slide="skip" tags=["deeper"]
# $\operatorname{Var} z$ is 1 within 5 % for 100 → 100 and 400 → 400, but 1.6 for 400 → 100 and 0.4
# for 100 → 400.

# %% [markdown] slide="slide" name="gains"
# ## 4 · Which activation?
#
# | | claim | source |
# |---|---|---|
# | E1 | Xavier suits the sigmoid, as it does tanh | S0, S1, S3 |
# | E3 | LeCun's rule is for the sigmoid | S1 |
# | E7 | He's $2/n_{in}$ serves leaky ReLU, too | S3 |
#
# [Lesson 04](04_xavier.ipynb) and [lesson 05](05_he.ipynb) say why.

# %% [markdown] slide="subslide" name="e1"
# ### E1 · Xavier suits the sigmoid
#
# Ten layers of 200 units with Xavier's variance. We measure the factor by which the rms of the
# error signal changes per layer, on its way from layer 10 to layer 1 (the geometric mean of the
# nine). "Suits" means a factor near 1. Where all $z$ are small, the factor is the slope at 0: 1 for
# tanh, ¼ for the sigmoid.
#
# <!-- slide:
# - Ten layers of 200 units with Xavier's variance
# - Measured: the error signal's rms, factor per layer
# - "Suits" means a factor near 1
# - While $z$ is small, the factor is the slope at 0: 1 for tanh, ¼ for the sigmoid
# -->

# %% slide="skip"
def per_layer(activation, variance, rng, width=200, depth=10):
    """Factors per layer: of the error signal, and of the spread between inputs."""
    trace, grads = flow(draw_net([width] * (depth + 1), variance, activation, rng), rng)
    errors = layer_rms(grads, "z")
    spread = [np.sqrt(np.mean(layer["a"].var(axis=0))) for layer in trace]
    return ((errors[0] / errors[-1]) ** (1 / (depth - 1)),
            (spread[-1] / spread[0]) ** (1 / (depth - 1)))

# %% slide="skip"
def times(gain):
    """Xavier's variance with a gain."""
    return lambda n_in, n_out: gain**2 * xavier(n_in, n_out)


UNITS = {"tanh": ("tanh", 1), "sigmoid": ("sigmoid", 1), "sigmoid, gain 4": ("sigmoid", 4)}
backward_factor = {name: [per_layer(activation, times(gain), rng)[0] for rng in rngs(1, 10)]
                   for name, (activation, gain) in UNITS.items()}

# %% slide="subslide" covers="E1,S0.11"
panel("E1", "Xavier suits the sigmoid", "false", backward_factor,
      "error signal's rms, factor per layer (no unit)", claimed={"tanh": 1, "sigmoid": 1})

# %% [markdown] slide="fragment"
# The error signal keeps 0.87 of its size per layer with tanh and only 0.23 with the sigmoid, a
# little below its slope of ¼ at 0; even a gain of 4 leaves 0.61.
#
# <!-- slide:
# - tanh keeps 0.87 of the error signal per layer
# - The sigmoid keeps only 0.23, a little below its slope of ¼ at 0
# - Even with a gain of 4 it keeps 0.61
# -->

# %% [markdown] slide="subslide" name="e3"
# ### E3 · LeCun's rule is for the sigmoid
#
# The same nets with LeCun's variance, $1/n_{in}$, going forward: the factor per layer of the
# spread between inputs, which is what carries information. LeCun and others (1998) recommend
# $1.7159 \tanh(2x/3)$, and advise against the logistic sigmoid.
#
# <!-- slide:
# - The same nets with LeCun's variance, $1/n_{in}$, going forward
# - Measured: the factor per layer of the spread between inputs, which carries information
# - LeCun and others (1998) recommend $1.7159 \tanh(2x/3)$, and advise against the logistic sigmoid
# -->

# %% slide="skip"
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "1.7159 tanh(2x/3)": "lecun_tanh", "SELU": "selu"}
forward_factor = {name: [per_layer(activation, lecun, rng)[1] for rng in rngs(3, 10)]
                  for name, activation in NAMES.items()}

# %% slide="subslide" covers="E3,S1.10"
panel("E3", "LeCun's rule is for the sigmoid", "false", forward_factor,
      "spread between inputs, factor per layer (no unit)", claimed={"sigmoid": 1})

# %% [markdown] slide="fragment"
# With LeCun's variance the spread between inputs falls to 0.24 per layer in sigmoid nets, and to
# 0.97 with the function that the 1998 paper recommends (tanh 0.89, SELU 1.00).
#
# <!-- slide:
# - Sigmoid: the spread falls to 0.24 per layer
# - $1.7159 \tanh(2x/3)$, which the 1998 paper recommends: to 0.97
# - tanh: to 0.89; SELU: 1.00
# -->

# %% [markdown] slide="subslide" name="e7"
# ### E7 · He's $2/n_{in}$ serves leaky ReLU, too
#
# One layer 400 → 400 with He's variance $2/n_{in}$, and leaky ReLU of slope $a$ for negative $z$.
# By hand the mean square changes by $1 + a^2$; the rule that keeps it is $2/((1+a^2)\,n_{in})$. The
# default slope is 0.01 in PyTorch's `LeakyReLU` and 0.3 in Keras's, PReLU starts at 0.25, and a
# slope of 1 is no activation at all.
#
# <!-- slide:
# One layer 400 → 400, and leaky ReLU of slope $a$ for negative $z$. The mean square's factor, and the rule that makes it 1:
#
# $$1 + a^2, \qquad \operatorname{Var} w = \frac{2}{(1+a^2)\,n_{in}}$$
#
# Slope by default: 0.01 in PyTorch's `LeakyReLU`, 0.25 in PReLU, 0.3 in Keras's
# -->

# %% slide="skip"
def leaky_ratio(a, rng, n=400):
    """Mean square after a layer of leaky ReLU with He's variance, over that before it."""
    z = rng.normal(size=(50, n)) @ rng.normal(0, np.sqrt(he(n, n)), (n, n))
    return np.mean(np.where(z > 0, z, a * z)**2)


SLOPES = (0.01, 0.25, 0.3, 0.5, 1)
leaky = {f"slope {a:g}": [leaky_ratio(a, rng) for rng in rngs(7)] for a in SLOPES}

# %% slide="subslide" covers="E7,S3.15"
panel("E7", "He's 2/n_in serves leaky ReLU, too",
      "holds only if the slope is small", leaky,
      "mean square, factor per layer (no unit)", claimed=1,
      derived={f"slope {a:g}": 1 + a**2 for a in SLOPES})

# %% [markdown] slide="fragment"
# With slope 0.01 the factor is 1.0001 by hand, which these runs can't tell from 1; with 0.25 it is
# 1.06, with Keras's 0.3 it is 1.09, with 0.5 it is 1.25. Over 30 layers 1.09 makes the mean square 13
# times as large, and 1.25 makes it 800 times.
#
# <!-- slide:
# - By hand: 1.0001 for slope 0.01, 1.06 for 0.25, 1.09 for 0.3, 1.25 for 0.5
# - **Over 30 layers 1.09 makes the mean square 13 times as large, and 1.25 makes it 800 times**
# -->

# %% [markdown] slide="slide" name="frameworks"
# ## 5 · Frameworks and names
#
# | | claim | source |
# |---|---|---|
# | E9 | PyTorch's default is Xavier or He | S3 |
# | E10 | Weights are N(0,1) when we build a model | S2 |
# | E11 | `Dense(32, activation='relu', kernel_initializer='glorot_uniform')` | S2 |
# | E15 | Xavier's method, and Kaiming's | S0, S2, S3 |
#
# [Lesson 06](06_frameworks.ipynb) has what the libraries themselves returned. E9, E10 and E11 are
# **false**; E15 **holds only if** given names are meant.
#
# <!-- slide:
# | | claim | verdict |
# |---|---|---|
# | E9 | PyTorch's default is Xavier or He | **false**: $n_{in} \operatorname{Var} w = \frac13$ |
# | E10 | Weights are N(0,1) when we build a model | **false**: std 0.03 to 0.05 for 400 → 300 |
# | E11 | ReLU with `glorot_uniform` | **false**: its own text asks for twice the variance, at equal widths |
# | E15 | Xavier's method, and Kaiming's | **holds only if** given names are meant |
#
# [Lesson 06](06_frameworks.ipynb) has what the libraries themselves returned.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: E9, E10, E11 and E15 on their panels.** Here the libraries' documented rules are drawn
# with NumPy.

# %% slide="skip" tags=["deeper"]
def uniform(bound, shape, rng):
    """Weights uniform on ±bound."""
    return rng.uniform(-bound, bound, shape)


def cut_normal(std, shape, rng):
    """A normal distribution cut at two deviations, with this std after the cut."""
    z = rng.normal(size=2 * np.prod(shape))
    return z[np.abs(z) < 2][:np.prod(shape)].reshape(shape) * std / 0.87962566


DEFAULTS = {"PyTorch Linear": lambda n, m, rng: uniform(np.sqrt(1 / n), (n, m), rng),
            "Keras Dense": lambda n, m, rng: uniform(np.sqrt(6 / (n + m)), (n, m), rng),
            "Flax Dense": lambda n, m, rng: cut_normal(np.sqrt(1 / n), (n, m), rng)}

# %% [markdown] slide="skip" name="e9" tags=["deeper"]
# ### E9 · PyTorch's default is Xavier or He
#
# A layer 400 → 300 by each default, and $n_{in}\operatorname{Var} w$ of its weights. Xavier would
# give 800/700 = 1.143 and He 2.

# %% slide="skip" tags=["deeper"]
n_var = {name: [400 * default(400, 300, rng).var() for rng in rngs(9)]
         for name, default in DEFAULTS.items()}

# %% slide="skip" covers="E9,S3.16" tags=["deeper"]
panel("E9", "PyTorch's default is Xavier or He", "false", n_var,
      "n_in · Var w (no unit); claimed: Xavier 1.143, He 2",
      claimed={"PyTorch Linear": [8 / 7, 2]},
      derived={"PyTorch Linear": 1 / 3, "Keras Dense": 8 / 7, "Flax Dense": 1})

# %% [markdown] slide="skip" tags=["deeper"]
# PyTorch's rule gives $n_{in}\operatorname{Var} w = \frac13$, neither 1.143 nor 2; Keras's is
# Xavier's rule, as S3 has it, and Flax's is LeCun's.

# %% [markdown] slide="skip" name="e10" tags=["deeper"]
# ### E10 · Weights are N(0,1) when we build a model
#
# The standard deviation of the same weights, 400 → 300. The same blog post goes on to
# name `glorot_uniform` as Keras's default, which is not N(0,1) either.

# %% slide="skip" tags=["deeper"]
stds = {name: [default(400, 300, rng).std() for rng in rngs(10)]
        for name, default in DEFAULTS.items()}

# %% slide="skip" covers="E10,S2.7" tags=["deeper"]
panel("E10", "Weights are N(0,1) when we build a model", "false", stds,
      "standard deviation of the weights (no unit)", claimed=1,
      derived={"PyTorch Linear": np.sqrt(1 / 1200), "Keras Dense": np.sqrt(2 / 700),
               "Flax Dense": np.sqrt(1 / 400)}, log=True)

# %% [markdown] slide="skip" tags=["deeper"]
# The three defaults are 19 to 35 times narrower than N(0,1) for this layer (an embedding table is
# another matter: PyTorch's `nn.Embedding` does draw N(0,1), [lesson 06](06_frameworks.ipynb)).

# %% [markdown] slide="skip" name="e11" tags=["deeper"]
# ### E11 · `Dense(32, 'relu', 'glorot_uniform')`
#
# The post teaches a factor of $\sqrt{2/n}$ for ReLU and then shows this line. Twenty ReLU layers of
# 200 units: the factor per layer of the mean square (the geometric mean), with the line's rule and
# with its text's.

# %% slide="skip" tags=["deeper"]
def relu_factor(variance, rng, depth=20, width=200):
    """The factor per layer of the mean square in a ReLU net."""
    trace, _ = flow(draw_net([width] * (depth + 1), variance, "relu", rng), rng)
    return np.mean(trace[-1]["a"]**2) ** (1 / depth)


lines = {"relu with glorot": [relu_factor(xavier, rng) for rng in rngs(11, 10)],
         "relu with he": [relu_factor(he, rng) for rng in rngs(11, 10)]}

# %% slide="skip" covers="E11,S2.14" tags=["deeper"]
panel("E11", "Dense(32, 'relu', 'glorot_uniform')", "false by its own text", lines,
      "mean square, factor per layer (no unit); claimed: what its text asks for",
      claimed={"relu with glorot": 1},
      derived={"relu with glorot": 0.5, "relu with he": 1})

# %% [markdown] slide="skip" tags=["deeper"]
# Between layers of one width the line's rule halves the mean square (0.49 measured), which is what
# the factor of $\sqrt{2/n}$ in its own text would prevent (0.98).

# %% [markdown] slide="skip" tags=["deeper"]
# In general the line's factor is $n_{in}/(n_{in}+n_{out})$. For its 32 units that is ⅓ after 16 inputs, ½
# after 32, and 0.96 after 784: there the line and its text hardly differ.

# %% [markdown] slide="skip" name="e15" tags=["deeper"]
# ### E15 · Xavier's method, and Kaiming's
#
# One rule has two names, and which name is whose? Draw 400 → 100 by the formula of PyTorch's
# function and by that of Keras's, for both rules, and compare $n_{in}\operatorname{Var} w$.

# %% slide="skip" tags=["deeper"]
NAMED = {"xavier_uniform_": lambda rng: uniform(np.sqrt(3) * np.sqrt(2 / 500), (400, 100), rng),
         "glorot_uniform": lambda rng: uniform(np.sqrt(6 / 500), (400, 100), rng),
         "kaiming_normal_": lambda rng: rng.normal(0, np.sqrt(2) / np.sqrt(400), (400, 100)),
         "he_normal": lambda rng: cut_normal(np.sqrt(2 / 400), (400, 100), rng)}
named = {name: [400 * drawn(rng).var() for rng in rngs(15)] for name, drawn in NAMED.items()}

# %% slide="skip" covers="E15" tags=["deeper"]
panel("E15", "Xavier's method, and Kaiming's",
      "holds only if given names are meant", named,
      "n_in · Var w, for 400 → 100 (no unit)",
      claimed={"xavier_uniform_": 1.6, "kaiming_normal_": 2},
      derived={"xavier_uniform_": 1.6, "glorot_uniform": 1.6,
               "kaiming_normal_": 2, "he_normal": 2})

# %% [markdown] slide="skip" tags=["deeper"]
# Each pair of names gives one variance, 1.6 and 2; Xavier and Kaiming are the given names of Xavier
# Glorot and Kaiming He, and the papers are Glorot and Bengio (2010) and He, Zhang, Ren and Sun
# (2015).

# %% [markdown] slide="slide" name="training"
# ## 6 · Training
#
# | | claim | source |
# |---|---|---|
# | E13 | A bad start gets stuck in a local minimum | S1, S3 |
# | E14 | The right start doubles the training speed | S0 |
# | E17 | Loss hardly falls: check init and learning rate first | S3 |
# | E19 | The update with each epoch | S2 |
#
# These are small live runs: the digits above, nets of 8 or 32 units a layer, five or ten seeds.

# %% [markdown] slide="subslide" name="e13"
# ### E13 · A bad start gets stuck in a local minimum
#
# Two bad starts, both still at a loss of 2.30 after 10 steps. Is that a minimum? At a minimum no
# direction curves down: the smallest eigenvalue of the Hessian, the matrix of second derivatives,
# is not negative. We compute it for nets of 64, 8 and 10 units, by central differences of the
# gradient, to six decimals. One start has tanh units and weights of std 0.001; the other has ReLUs
# that are all dead, with biases of −10. Then both go on training: does the loss fall?
#
# <!-- slide:
# Two bad starts, at a loss of 2.30 after 10 steps:
#
# - tanh units, weights of std 0.001
# - ReLUs all dead, biases of −10
#
# **A minimum?** Then no direction curves down: the Hessian (second derivatives) has no negative eigenvalue.
# -->

# %% slide="skip"
def gradient_at(net, flat):
    """The gradient of a net with these parameters, all in one vector as `flat` is."""
    moved, place = [], 0
    for layer in net:
        W, b = layer["W"].size, layer["b"].size
        moved.append({**layer, "W": flat[place:place + W].reshape(layer["W"].shape),
                      "b": flat[place + W:place + W + b]})
        place += W + b
    logits, trace = forward(moved, X)
    grads = backward(moved, trace, softmax_cross_entropy(logits, y)[1])
    return np.concatenate([np.concatenate([g["W"].ravel(), g["b"]]) for g in grads])

# %% slide="skip"
def downhill(net, steps, lr=0.5):
    """The parameters, in one vector, after so many steps of gradient descent."""
    flat = np.concatenate([np.concatenate([layer["W"].ravel(), layer["b"]]) for layer in net])
    for _ in range(steps):
        flat = flat - lr * gradient_at(net, flat)
    return flat


def lowest_curvature(net, flat, h=1e-4):
    """The smallest eigenvalue of the Hessian, by central differences."""
    H = np.array([gradient_at(net, flat + e) - gradient_at(net, flat - e)
                  for e in h * np.eye(flat.size)]) / (2 * h)
    return np.linalg.eigvalsh((H + H.T) / 2)[0]

# %% slide="skip"
def small(std):
    """The rule that ignores the fans."""
    return lambda n_in, n_out: std**2


stuck = {"small start, std 0.001": [], "dead ReLUs, biases −10": []}
for rng in rngs(13, 5):
    for name, start in (("small start, std 0.001", (small(0.001), "tanh", 0.0)),
                        ("dead ReLUs, biases −10", (he, "relu", -10.0))):
        variance, activation, bias = start
        net = draw_net([64, 8], variance, activation, rng, bias)
        net += draw_net([8, 10], variance, "linear", rng)
        flat = downhill(net, 10)
        stuck[name].append(round(lowest_curvature(net, flat), 6) + 0.0)
        curve = losses(net, 0.5, 600)
        print(f"{name}: loss {curve[10]:.4f} after 10 steps, {curve[599]:.4f} after 599")

# %% slide="subslide" covers="E13,S1.5"
panel("E13", "A bad start gets stuck in a local minimum", "can't be told", stuck,
      "smallest eigenvalue of the Hessian after 10 steps; claimed: 0 or above",
      claimed=0)

# %% [markdown] slide="fragment"
# The small start stands still at a *saddle*, where some direction curves down (an eigenvalue of −0.317
# in all five runs), and leaves it. The
# dead ReLUs stay: no small step lowers their loss, so by the definition this *is* a local minimum, and
# a flat one. Two starts can't tell which is usual.
#
# <!-- slide:
# - The small start stands still at a *saddle*, and leaves it
# - The dead ReLUs stay: a local minimum, and a flat one
# - Two starts can't tell which is usual
# -->

# %% [markdown] slide="subslide" name="e14"
# ### E14 · The right start doubles the training speed
#
# Doubles, against what? ReLU nets with He's rule, and the same with a rule that is not made for
# ReLU. Each is given four learning rates, 0.1 to 0.8 for six layers and 0.4 to 3.2 for two, and
# keeps the one with the best median over five seeds. (The same seeds choose the rate and are
# compared; [lesson 08](08_training.ipynb) keeps the two apart.) Measured: steps to a loss of 0.5, divided by He's
# steps with the same seed. A run that needs more than 250 steps counts as 250, which makes its
# ratio a lower bound.
#
# <!-- slide:
# **Doubles, against what?**
#
# - ReLU nets with He's rule, and with a rule not made for ReLU
# - Each keeps the best of four learning rates
# - Measured: steps to a loss of 0.5, divided by He's
# - More than 250 count as 250: a lower bound
# -->

# %% slide="skip"
RATES = {2: (0.4, 0.8, 1.6, 3.2), 6: (0.1, 0.2, 0.4, 0.8)}


def best_steps(variance, depth):
    """(steps of five runs at the best of the learning rates, that rate)."""
    tried = {lr: [steps_to(classifier([32] * depth, variance, rng), lr, most=250)
                  for rng in rngs(14, 5)] for lr in RATES[depth]}
    rate = min(tried, key=lambda lr: np.median(tried[lr]))
    return np.array(tried[rate]), rate

# %% slide="skip"
speed, own = {}, {depth: best_steps(he, depth) for depth in RATES}
print("steps at the best rate, He's rule:", own)
for depth, rival, variance in ((2, "Xavier", xavier), (6, "Xavier", xavier),
                               (6, "std 0.01 (at least)", small(0.01))):
    steps, rate = best_steps(variance, depth)
    speed[f"{depth} layers, against {rival}"] = steps / own[depth][0]
    print(f"{depth} layers, {rival}: {steps} at rate {rate}")

# %% slide="subslide" covers="E14"
panel("E14", "The right start doubles the training speed", "can't be told", speed,
      "steps to a loss of 0.5, relative to He's (no unit)", claimed=2)

# %% [markdown] slide="fragment"
# In these runs the ratio has the medians 1.04, 1.74 and at least 3.47, by depth and rival: without
# naming both, "double" can be neither confirmed nor refuted.
#
# <!-- slide:
# - The medians are 1.04, 1.74 and at least 3.47, by depth and rival
# - Without naming both, "double" can be neither confirmed nor refuted
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: how steady are the steps?** The same video page speaks of "confident, steady steps"
# towards the lowest point. For a net of six layers with He's rule, here is the share of steps in
# which the loss *rises*.

# %% slide="skip" covers="S0.10" tags=["deeper"]
rising = {lr: [np.mean(np.diff(losses(classifier([32] * 6, he, rng), lr, 150)) > 0)
               for rng in rngs(14, 5)] for lr in (0.02, 0.1, 0.4)}
for lr, rises in rising.items():
    print(f"rate {lr}: the loss rises in {min(rises):.0%} to {max(rises):.0%} of 149 steps")

# %% [markdown] slide="skip" tags=["deeper"]
# At the rates 0.1 and 0.4, 15 % to 24 % of the steps go up, although the loss falls a long way on the
# whole: the steps need not be steady to arrive. At 0.02 none goes up, and the loss falls more slowly.

# %% [markdown] slide="subslide" name="e17"
# ### E17 · Loss hardly falls: check init and rate first
#
# The advice is hard to refute, and hard to follow: check *what*? [Lesson 00](00_first_loss.ipynb) has a concrete first
# check, before any step: is the first loss near $\ln C$, here $\ln 10 = 2.303$? Five starts of a
# net with four hidden ReLU layers of 32 units, ten seeds each:
#
# <!-- slide:
# Check *what*? [Lesson 00](00_first_loss.ipynb) has a concrete first check, before any step: **is the first loss near $\ln C$**, here $\ln 10 = 2.303$?
#
# - A net with four hidden ReLU layers of 32 units
# - Five starts, ten seeds each
# -->

# %% slide="skip"
def first_loss(rng, variance=he, bias=0.0, last=1.0):
    """The loss of an untrained net; `last` multiplies the last layer's weights."""
    net = classifier([32] * 4, variance, rng, bias=bias)
    net[-1]["W"] = last * net[-1]["W"]
    return losses(net, 0, 1)[0]


FIRST = {"He's rule": {}, "last layer 20 × too large": {"last": 20},
         "N(0,1)": {"variance": small(1)}, "std 0.01": {"variance": small(0.01)},
         "dead, biases −10": {"bias": -10.0}}
first = {name: [first_loss(rng, **start) for rng in rngs(17, 10)] for name, start in FIRST.items()}

# %% slide="subslide" covers="E17,Q5"
panel("E17", "Loss hardly falls: check init and rate first",
      "holds; ln C is a concrete check", first,
      "first loss (nats); claimed: ln 10, where the start is sound",
      claimed=LN_C, log=True)

# %% [markdown] slide="fragment"
# The first loss shows the large last layer (median 31 against 2.8) and the N(0,1) weights (557)
# before any step. But two bad starts pass with 2.303, and it says nothing about the learning rate.
#
# <!-- slide:
# - The first loss shows the large last layer (31 against 2.8) and the N(0,1) weights (557)
# - Two bad starts pass with 2.303
# - It says nothing about the learning rate
# -->

# %% [markdown] slide="subslide" name="e19"
# ### E19 · The update with each epoch
#
# One pass over the 200 digits is an epoch. Count how often the weights change in it, for batches
# of 200, 50 and 10. By hand it is the number of examples over the batch size.
#
# <!-- slide:
# One pass over the 200 digits is an epoch.
#
# - Batches of 200, 50 and 10
# - Measured: how often the weights change in an epoch
# - By hand: the number of examples over the batch size
# -->

# %% slide="skip"
def updates_in_an_epoch(batch, rng):
    """How often the weights change in one pass over the data; and the loss after it."""
    net, count, order = classifier([32], he, rng), 0, rng.permutation(len(X))
    for rows in np.split(order, len(X) // batch):
        logits, trace = forward(net, X[rows])
        grads = backward(net, trace, softmax_cross_entropy(logits, y[rows])[1])
        before, net = net, descend(net, grads, 0.1)
        count += not np.array_equal(before[0]["W"], net[0]["W"])
    return count, losses(net, 0, 1)[0]


epochs = {f"batches of {b}": [updates_in_an_epoch(b, rng) for rng in rngs(19, 5)]
          for b in (200, 50, 10)}
for name, runs in epochs.items():
    print(f"{name}: loss after one epoch {np.median([loss for _, loss in runs]):.3f}")

# %% slide="subslide" covers="E19"
panel("E19", "The update with each epoch", "holds only if one batch is all of the data",
      {name: [count for count, _ in runs] for name, runs in epochs.items()},
      "updates in one epoch (number)", claimed=1,
      derived={f"batches of {b}": 200 / b for b in (200, 50, 10)}, log=True)

# %% [markdown] slide="fragment"
# One update per epoch with batches of 200, but 4 with batches of 50 and 20 with batches of 10: the
# weights move with each batch, not with each epoch.
#
# <!-- slide:
# - Batches of 200: one update per epoch
# - Batches of 50: 4; batches of 10: 20
# - **The weights move with each batch, not with each epoch**
# -->

# %% [markdown] slide="slide" name="verdicts" covers="S3.17"
# ## The verdicts
#
# How many of the nineteen survive as they stand? (They were picked because they looked doubtful.)

# %% slide="-"
pictures.board(verdicts, "Of nineteen claims, two hold as they stand")

# %% [markdown] slide="skip"
# The same in words. A number is a median of runs, or exact where the panel has a diamond.
#
# | | claim | verdict | because |
# |---|---|---|---|
# | E1 | Xavier suits the sigmoid | false | error signals × 0.23 per layer |
# | E2 | Xavier's variance is 1/n, initially 1/(n_in+n_out) | false | $2/(n_{in}+n_{out})$; mean ratios 0.63 and 0.5, not 1 |
# | E3 | LeCun's rule is for the sigmoid | false | spread × 0.24 per layer; × 0.97 with its own function |
# | E4 | Gradients vanish when weights are too small | holds | so they do, in narrow tanh nets, at $\sqrt n\,\sigma_w = 100$ |
# | E5 | One or many factors below 1 make them vanish | false | the whole product counts: 19.8 |
# | E6 | ReLU halves the variance, and the information | false | 0.34; the input can be found again |
# | E7 | He's $2/n_{in}$ serves leaky ReLU, too | holds only if | the slope is small: $1 + a^2$ per layer |
# | E8 | He's rule uses only the number of inputs | false | either fan is enough |
# | E9 | PyTorch's default is Xavier or He | false | $n \operatorname{Var} w = \frac13$ |
# | E10 | Weights are N(0,1) when we build a model | false | std 0.03 to 0.05 for 400 → 300 |
# | E11 | ReLU with `glorot_uniform` | false | its own text asks for twice the variance, at equal widths |
# | E12 | Xavier makes $\operatorname{Var} z$ independent of size | holds only if | the two fans are equal |
# | E13 | A bad start gets stuck in a local minimum | can't be told | one start left a saddle, one stays at a flat minimum |
# | E14 | The right start doubles the training speed | can't be told | 1.04 to at least 3.47, by depth and rival |
# | E15 | Xavier's method, and Kaiming's | holds only if | given names are meant |
# | E16 | Biases of 0.01 help | can't be told | 0.995 and 1.00 of the steps |
# | E17 | Check init and learning rate first | holds | and $\ln C$ makes half of it concrete |
# | E18 | With zero weights a net can't learn | holds only if | nothing gets through: two zero layers in a row, or one before ReLUs; zero biases |
# | E19 | The update with each epoch | holds only if | one batch is all of the data |

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# | | claim | verdict |
# |---|---|---|
# | E1 | Xavier suits the sigmoid | **false**: × 0.23 per layer |
# | E6 | ReLU halves the variance | **false**: 0.34; the mean square is halved |
# | E8 | He uses only the inputs | **false**: either fan |
# | E14 | Doubles the training speed | **can't be told**: 1.04 to 3.47 or more here |
# | E18 | Zero weights never work | **holds only if** the zeros let nothing through |

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - The big idea survives: choose the scale of the weights so that signals keep their size.
# - What fails is the detail: a number, a name, a condition that was left out.
# - To check a claim, run what could come out otherwise, with several seeds.

# %% [markdown] slide="skip"
# *What would have refuted these verdicts?* A factor per layer near 1 for the sigmoid; an input that
# can't be computed back; a zero layer before ReLUs that learns; a Hessian without a negative
# eigenvalue where the small start stands still; ratios of steps that are all on one side of 2. For E9
# and E10 the libraries themselves must be asked, as [lesson 06](06_frameworks.ipynb) does: the panels
# here draw by the documented rules, and could not refute them.
#
# *What these panels can't say.* They are small nets on small synthetic data, with plain gradient
# descent. "In these runs" is meant literally.
#
# **Where next?** To check a claim of your own, copy a panel: what is claimed, in a number; a run
# that could come out otherwise; several seeds; a verdict that is no stronger than the runs.
#
# *Sources.* X. Glorot and Y. Bengio 2010, eqs 1, 12, 15 and section 5 · K. He, X. Zhang, S. Ren and
# J. Sun, *Delving deep into rectifiers*, 2015, eqs 10 and 14 · Y. LeCun, L. Bottou, G. Orr and
# K.-R. Müller, *Efficient BackProp*, 1998 · Saddles in place of minima: Y. Dauphin and others,
# *Identifying and attacking the saddle point problem in high-dimensional non-convex optimization*,
# 2014. Verdicts and numbers are our own.
