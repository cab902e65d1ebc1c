# %% [markdown] slide="slide"
# # What do residual nets and very wide nets need?
#
# You can choose the weights of a plain net. Here are three cases where $2/n$ is not the whole answer.
#
# | case | your guess |
# |---|---|
# | 48 times, a layer adds to the signal as much as is there. By how much does its rms grow? | |
# | Ten ReLU layers of ten units, He's weights: on average the mean square is kept. How much does *your* net keep? | |
# | A net of 64 units learns best at a rate of 0.014. You make it 8 times as wide. Its best rate? | |
#
# Write down three numbers.

# %% [markdown] slide="skip"
# About 40 minutes; the boxes marked *Going deeper* are optional.
#
# You need [lesson 01](01_signals.ipynb) (variances of independent terms add up), [lesson 05](05_he.ipynb) (ReLU keeps half of
# the mean square) and [lesson 08](08_training.ipynb) (each start at its own best rate).
#
# Afterwards you can scale residual branches, and say how weights and rates must follow a net's width.
#
# Symbols: $n$ is a layer's width, $\eta$ the learning rate, $\delta$ the gradient of a loss, or of a logit, for
# a sum $z$. New are $N$, the number of residual branches; $m$, the layers of one branch; $s$, a factor for
# weights; and $M$, the mean square of one layer's outputs for one input.

# %% slide="skip"
import numpy as np

from initlab.data import handwritten_digits
from initlab.figures import beyond as pictures
from initlab.stacked import layer_norm
from initlab.trials import mean_interval
from initlab.widths import draw_net, gradients, read_widths, train_adam

# %% slide="skip"
rng = np.random.default_rng(11)


def relu(z):
    return np.maximum(z, 0)


def rms(x):
    """Root mean square of all entries."""
    return np.sqrt(np.mean(x**2))

# %% [markdown] slide="slide" name="residual"
# ## Residual branches
#
# A **residual layer** hands on its input plus what its *branch* makes of it: $x \leftarrow x + F(x)$. The
# branch ends with a weight $W$ that has **mean 0** and is drawn independently of $x$. So the product of $x$ and $F$
# is 0 on average, and the mean squares add up:
#
# $$E[(x+F)^2] = E[x^2] + 2\,E[x F] + E[F^2] = E[x^2] + E[F^2]$$
#
# 1. A branch that keeps the size of its input adds as much as is there. The mean square
#    **doubles** with each: $2^N$ after $N$ branches, an rms of $2^{N/2}$.
# 2. If such a branch *normalizes* its input first, it always adds 1: $1 + N$.
#
# <!-- slide:
# A **residual layer** adds a branch: $x \leftarrow x + F(x)$. Its last weight, independent of $x$, has **mean 0**, so mean squares add up:
#
# $$E[(x+F)^2] = E[x^2] + 2\,E[x F] + E[F^2] = E[x^2] + E[F^2]$$
#
# 1. A branch that keeps sizes **doubles** the mean square: $2^N$
# 2. One that *normalizes* its input first adds 1: $1 + N$
# -->

# %% [markdown] slide="skip"
# Which weights keep the size? In a branch of a ReLU layer and a linear one, the first weight meets a sum, which
# has lost nothing: variance $1/n$. The second meets what the ReLU left, half: He's $2/n$. With $2/n$ for both, the
# branch adds twice as much as is there.

# %% [markdown] slide="subslide"
# ### Scale each branch
#
# For $N = 48$ that is an rms of $2^{24}$, about 17 million, or $\sqrt{49} = 7.0$. Multiply each branch by $s$:
#
# $$(1 + s^2)^N \quad\text{and}\quad 1 + N s^2$$
#
# With $s = 1/\sqrt N$ the first is $(1 + 1/N)^N$, below $e = 2.718$ however large $N$ is: an rms below 1.65. The
# second is 2, an rms of 1.41.
#
# **All $N$ branches together add about as much as one unscaled branch would.**
#
# <!-- slide:
# For $N = 48$: an rms of $2^{24}$, about 17 million, or $\sqrt{49} = 7.0$. Multiply each branch by $s$:
#
# $$(1 + s^2)^N \quad\text{and}\quad 1 + N s^2$$
#
# With $s = 1/\sqrt N$: $(1 + 1/N)^N < e = 2.718$, an rms below 1.65; and 2, an rms of 1.41.
#
# **All $N$ branches together add about as much as one unscaled branch would.**
# -->

# %% slide="-" lines="8"
def stream(N, s, normalized, width=256):
    """The rms of x before and after each of N residual layers x + s·F(x)."""
    x, sizes = rng.normal(size=(64, width)), []
    for _ in range(N):
        sizes.append(rms(x))
        inside = layer_norm(x)[0] if normalized else x
        h = relu(inside @ rng.normal(0, np.sqrt(1 / width), (width, width)))
        x = x + s * h @ rng.normal(0, np.sqrt(2 / width), (width, width))
    return [*sizes, rms(x)]

# %% slide="skip"
N, k = 48, np.arange(49)
scale = 1 / np.sqrt(N)
kept = {"size kept": stream(N, 1, False), "normalized": stream(N, 1, True),
        "size kept, 1/√N": stream(N, scale, False), "normalized, 1/√N": stream(N, scale, True)}
by_formula = {"size kept": 2 ** (k / 2), "normalized": np.sqrt(1 + k),
              "size kept, 1/√N": (1 + 1 / N) ** (k / 2), "normalized, 1/√N": np.sqrt(1 + k / N)}
for name, sizes in kept.items():
    print(f"{name:18} measured {sizes[-1]:12.2f}   derived {by_formula[name][-1]:12.2f}")

# %% slide="subslide"
pictures.streams(kept, by_formula, "48 branches: scaled by 1/√48 they leave the rms below 2")

# %% [markdown] slide="fragment"
# $N$ counts **branches**, not layers: a layer of a transformer has two, attention and a small net. So GPT-2's 24-layer
# model has $N = 48$. Radford et al. (2019) scale "the weights of residual layers at initialization by
# a factor of $1/\sqrt N$"; implementations count two per layer, as we do.
#
# <!-- slide:
# $N$ counts **branches**, not layers: a transformer's layer has two. So GPT-2's 24-layer model has $N = 48$, and scales its residual layers by $1/\sqrt N$ (Radford et al. 2019).
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: and the error signal?** Backward there are the same two ways: $\delta$ comes straight through
# the sum, and once more through the branch. The two parts are uncorrelated for the same reason, so the same
# factor $1 + s^2$ holds, if the branch keeps sizes backward as well.

# %% slide="skip" tags=["deeper"]
def error_back(N, s, width=256):
    """The rms of an error signal of rms 1 after its way back through N branches that keep the size."""
    x, seen = rng.normal(size=(16, width)), []
    for _ in range(N):
        A = rng.normal(0, np.sqrt(1 / width), (width, width))
        B = rng.normal(0, np.sqrt(2 / width), (width, width))
        seen.append((A, B, x @ A > 0))
        x = x + s * relu(x @ A) @ B
    delta = rng.normal(size=x.shape)
    for A, B, on in seen[::-1]:
        delta = delta + s * (delta @ B.T * on) @ A.T
    return rms(delta)


backward_rms = [error_back(48, 48**-0.5) for _ in range(4)]
print("rms at the bottom, for 1 at the top:", np.round(backward_rms, 2), " derived:", round((1 + 1 / 48) ** 24, 2))

# %% [markdown] slide="slide" name="fixup"
# ## The first step of $N$ branches
#
# Why not start each branch at 0? With a last weight of zeros (a zero that learns, [lesson 02](02_symmetry.ipynb)) the
# net hands on $x$ unchanged, for any $N$. The start is perfect. And the first step of gradient descent?
#
# 1. Within a branch, let He's weights be multiplied by $s$. After $m - 1$ layers the signal $h$ has
#    the mean square $s^{2(m-1)} E[x^2]$.
# 2. The last weight's gradient is $h\,\delta^T$. A step makes it $-\eta\, h\,\delta^T$.
# 3. So the branch now adds $-\eta\,(h \cdot h)\,\delta$. By step 1, $h \cdot h$ is proportional to $s^{2(m-1)}$.
# 4. Every branch has the same $\delta$, so all push the same way. **They add up to $N$ times as much.**
#
# <!-- slide:
# Last weights of zeros: a perfect start. **And the first step?**
#
# 1. He's other weights times $s$: $h$, after $m - 1$ layers, has the mean square $s^{2(m-1)} E[x^2]$
# 2. The last weight's gradient is $h\,\delta^T$; a step makes it $-\eta\, h\,\delta^T$
# 3. The branch adds $-\eta\,(h \cdot h)\,\delta$, $\;h \cdot h \propto s^{2(m-1)}$
# 4. The same $\delta$ in all: **$N$ times as much**
# -->

# %% [markdown] slide="subslide"
# ### Fixup: choose $s$ for the step
#
# The first step moves the output by an amount that goes with $N \cdot s^{2(m-1)}$. For it not to
# depend on $N$:
#
# $$N \cdot s^{2m-2} = 1 \qquad\Longrightarrow\qquad s = N^{-1/(2m-2)}$$
#
# Two layers per branch: $1/\sqrt N$. Three: $N^{-1/4}$. This is **Fixup** (Zhang, Dauphin and Ma 2019, who call $N$
# "$L$"): zeros at the end of each branch, $s$ for its other layers. Fixup also begins the net's last layer at 0
# (then the branches first move at the second step), and adds learned biases and a learned factor for each branch.
#
# The test: take that step, for several $N$. And take it with another exponent, $-1/(2m)$, which looks as
# plausible: then the move should grow like $N^{1/m}$.
#
# <!-- slide:
# The first step moves the output in proportion to $N \cdot s^{2(m-1)}$. For it not to depend on $N$:
#
# $$N \cdot s^{2m-2} = 1 \qquad\Longrightarrow\qquad s = N^{-1/(2m-2)}$$
#
# Two layers per branch: $1/\sqrt N$. Three: $N^{-1/4}$. This is **Fixup** (Zhang, Dauphin and Ma 2019): zeros at the end, $s$ for the other layers.
#
# The test: take that step, for several $N$. With another exponent, $-1/(2m)$, the move should grow like $N^{1/m}$.
# -->

# %% slide="skip"
def first_move(N, m, s, width=64):
    """How far one step of gradient descent moves the output of N branches, over the rate."""
    rate, x = 1e-6 / N, rng.normal(size=width)
    x, push = x / rms(x), rng.normal(size=width)        # loss = push · output
    inner = [s * rng.normal(0, np.sqrt(2 / width), (m - 1, width, width)) for _ in range(N)]

    def end_of(branch, x):
        for W in branch:
            x = relu(x @ W)
        return x

    last = [-rate * np.outer(end_of(branch, x), push) for branch in inner]
    out = x                                             # zeros, one step later
    for branch, W in zip(inner, last, strict=True):
        out = out + end_of(branch, out) @ W
    return rms(out - x) / rate / rms(push)

# %% slide="skip"
COUNTS = (1, 4, 16, 64)


def moves_of(m, exponent, nets=8):
    """The mean first move at each N, with the power of N that it should follow."""
    seen = [np.mean([first_move(N, m, float(N) ** exponent) for _ in range(nets)]) for N in COUNTS]
    return COUNTS, seen, 1 + exponent * (2 * m - 2)


first = {f"{m} layers in a branch": {"$s = 1$": moves_of(m, 0), "$s = N^{-1/(2m)}$": moves_of(m, -1 / (2 * m)),
                                     "$s = N^{-1/(2m-2)}$": moves_of(m, -1 / (2 * m - 2))} for m in (2, 3)}

# %% slide="subslide"
pictures.powers(first, "Of the three, only Fixup's exponent keeps the first step the same",
                "branches N (number)", "first move / rate (no unit)")

# %% [markdown] slide="skip"
# With $m = 1$ the only layer is the one of zeros. Nothing is left to scale, and the formula divides by 0:
# there the first step goes with $N$ whatever you do with the weights, and the rate must make up for it.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: 1/√N in the weights or in front of the branch?** At the start both are the same
# function. But they don't learn alike. If the factor is *in* the last weight, its gradient is as large as
# without it, and gradient descent's first step goes with $N$. If the net computes $x + F(x)/\sqrt N$, the gradient
# carries the factor, and so does what the step adds: $N \cdot (1/\sqrt N)^2 = 1$.

# %% slide="skip" tags=["deeper"]
def last_layer_move(N, in_front, width=64):
    """The first move of the last weights of N branches of two layers, scaled by 1/√N either way."""
    factor, moved, here = N**-0.5 if in_front else 1.0, 0.0, rng.normal(size=width)
    for _ in range(N):
        h = relu(here @ rng.normal(0, np.sqrt(1 / width), (width, width)))
        W = rng.normal(0, np.sqrt(2 / width), (width, width)) * (1 if in_front else N**-0.5)
        moved = moved + factor**2 * (h @ h)             # times -rate · push, to first order
        here = here + factor * h @ W
    return moved / width


for place in (False, True):
    moved = [np.mean([last_layer_move(N, place) for _ in range(8)]) for N in COUNTS]
    print("in front  " if place else "in weights", dict(zip(COUNTS, np.round(moved, 2).tolist(), strict=True)))

# %% [markdown] slide="slide" name="finite-width"
# ## One net is not the average
#
# He's rule keeps the mean square **on average over all draws of the weights**. You draw once. Follow
# one input; $M$ is the mean square behind a layer. Given $M$, and with normal weights:
#
# 1. The next $n$ sums are independent and normal, $z_j \sim N(0, 2M)$. Their outputs $r = \operatorname{relu}(z_j)^2$
#    have mean $\tfrac12 \cdot 2M = M$.
# 2. The fourth moment of a normal number is $3$ times its variance squared, so $E[r^2] = \tfrac12 \cdot 3\,(2M)^2 = 6M^2$.
# 3. $\operatorname{Var} r = 6M^2 - M^2 = 5M^2$. The next $M'$ is a mean of $n$ of them:
#
# $$E[M'] = M, \qquad E[M'^2] = M^2 \left(1 + \frac5n\right)$$
#
# <!-- slide:
# He keeps one input's mean square $M$ **on average over all draws of the weights**. You draw once. Given $M$:
#
# 1. $z_j \sim N(0, 2M)$, independent; $r = \operatorname{relu}(z_j)^2$: ${E[r] = \tfrac12 \cdot 2M = M}$
# 2. Fourth moment of a normal $z$: $3$ times the variance squared; ${E[r^2] = \tfrac12 \cdot 3\,(2M)^2 = 6M^2}$
# 3. $\operatorname{Var} r = 6M^2 - M^2 = 5M^2$; the next $M'$ is a mean of $n$:
#
# $$E[M'] = M, \qquad E[M'^2] = M^2 \left(1 + \frac5n\right)$$
# -->

# %% [markdown] slide="subslide"
# ### Ten layers of ten units
#
# Each layer has fresh weights, so the factors multiply (Hanin and Rolnick 2018):
#
# $$E[M] = 1, \qquad E[M^2] = \prod_{l} \left(1 + \frac{5}{n_l}\right), \qquad 1.5^{10} = 57.7$$
#
# A mean of 1, and a mean square of 57.7? Then a few nets must be huge, and most small.
#
# By step 1 we need not draw $n^2$ weights for each net: $n$ normal numbers a layer have the same distribution.

# %% slide="-" lines="5-6"
def mean_squares(width, depth, nets):
    """M of that many ReLU nets with He's weights, for an input of mean square 1."""
    M = np.ones(nets)
    for _ in range(depth):
        z = np.sqrt(2 * M)[:, None] * rng.normal(size=(nets, width))
        M = np.mean(relu(z) ** 2, axis=1)
    return M

# %% slide="skip"
def with_weights(width, depth, nets):
    """The same with all weights drawn: a check of the shortcut."""
    x = np.ones((nets, 1, width))
    for _ in range(depth):
        x = relu(x @ rng.normal(0, np.sqrt(2 / width), (nets, width, width)))
    return np.mean(x**2, axis=(1, 2))


M = mean_squares(10, 10, 200_000)
one_layer = mean_squares(10, 1, 200_000)
wide, slow = mean_squares(100, 10, 10_000), with_weights(10, 10, 10_000)
print(f"one layer:  mean of M {one_layer.mean():.3f}, of M² {np.mean(one_layer**2):.3f}   derived 1 and 1.5")
print(f"ten layers: mean of M {M.mean():.2f}, median {np.median(M):.4f}; all weights drawn: {np.median(slow):.4f}")
print(f"below the mean: {np.mean(M < 1):.0%} of the nets; exactly 0: {np.mean(M == 0):.1%}")

# %% slide="subslide"
pictures.spread({"10 layers of 10 units": M, "10 layers of 100 units": wide},
                "Same mean, 1; at 10 units the typical net keeps 6 % of it")

# %% [markdown] slide="fragment"
# The mean is 1, the **median 0.056**. $\ln M$ is a sum of independent terms, so in wide layers it is nearly
# normal, and $M$ nearly *log-normal* (its logarithm is normal): lopsided. **What counts is depth over width**,
# $\sum 1/n_l$. For wide layers the variance of $\ln M$ is about $5 \sum 1/n_l$, and the median
# $e^{-\frac52 \sum 1/n_l}$.
#
# <!-- slide:
# - The mean is 1, the **median 0.056**: $M$ is nearly *log-normal* in wide layers, lopsided
# - **What counts is depth over width**, $\sum 1/n_l$. In wide layers the median is about $e^{-\frac52 \sum 1/n_l}$
# -->

# %% slide="skip"
print(f"{'width':>6}{'depth':>6}{'median':>9}{'e^(-5d/2n)':>12}{'var ln M':>10}{'5d/n':>7}")
medians = {}
for width, depth in ((10, 10), (40, 40), (100, 10), (200, 10)):
    sizes = mean_squares(width, depth, 8_000)
    medians[width, depth] = np.median(sizes), np.exp(-2.5 * depth / width), np.var(np.log(sizes[sizes > 0]))
    middle, limit, variance = medians[width, depth]
    print(f"{width:6}{depth:6}{middle:9.3f}{limit:12.3f}{variance:10.2f}{5 * depth / width:7.2f}")

# %% [markdown] slide="skip"
# (If $\ln M$ is normal with variance $v$ and $E[M] = 1$, then its mean is $-v/2$, and the median is $e^{-v/2}$.)
# At ten units the limit is not reached: 5/10 is not small, the median is not 0.082. Without drawing, by
# adding up the distributions of ten $\ln M$, it is 0.0564. The mean of
# $M^2$ at ten layers can't be measured this way: of 200,000 nets, the 100 largest make up more than
# half of it. That is what 57.7 says.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: in scaled residual nets, depth adds no spread.** The product $x \cdot F$ is 0 on average, not in one
# net. It adds $\frac2n s\, x \cdot F$ to $M$, of standard deviation $2 s M/\sqrt n$. With $s^2 = 1/N$ that is a variance
# of $\frac{4}{nN} M^2$ from each branch, and $\frac4n$ from all, whatever $N$ (what the square of $F$ adds vanishes
# for large $N$). So the standard deviation of $M$ over its mean is about $\sqrt{e^{4/n} - 1}$, 0.70 for ten
# units; ten plain layers had $\sqrt{56.7} = 7.5$. That depth does no harm here is Hanin and Rolnick's other result.

# %% slide="skip" tags=["deeper"]
def residual_spread(N, width=10, nets=2000):
    """std / mean of M over residual nets of N branches, scaled by 1/√N."""
    x = np.ones((nets, 1, width))
    for _ in range(N):
        h = relu(x @ rng.normal(0, np.sqrt(1 / width), (nets, width, width)))
        x = x + N**-0.5 * h @ rng.normal(0, np.sqrt(2 / width), (nets, width, width))
    sizes = np.mean(x**2, axis=(1, 2))
    return sizes.std() / sizes.mean()


residual_spreads = {N: residual_spread(N) for N in (5, 20, 40)}
print("N branches:", {N: round(float(one), 2) for N, one in residual_spreads.items()}, " derived:",
      round(np.sqrt(np.exp(4 / 10) - 1), 2))

# %% [markdown] slide="slide" name="wide-step"
# ## Wider: what one step does
#
# Wide nets start well. Now let one learn: 64 pixels → $n$ → $n$ → 10 logits, with **Adam**, whose first step
# moves each weight by $\eta$, up or down ([lesson 07](07_debugging.ipynb)). Say all steps push one logit the same way. To first order it then
# moves by $\eta \sum |\partial\,\text{logit}/\partial w|$. Let the last weights have standard deviation $\sigma$. A gradient is input
# times $\delta$, and $\delta$ is of the size of $\sigma$ in both hidden layers (He's weights keep it):
#
# | layer | weights that count | each gradient | logit moves by |
# |---|---|---|---|
# | input | $64\, n$ | $\sigma$ | $\eta\, n\, \sigma$ |
# | hidden | $n^2$ | $\sigma$ | $\eta\, n^2 \sigma$ |
# | output | $n$ | 1 | $\eta\, n$ |
#
# <!-- slide:
# 64 pixels → $n$ → $n$ → 10 logits. **Adam**'s first step moves each weight by $\eta$. If all push one logit the same way, it moves by $\eta \sum |\partial\,\text{logit}/\partial w|$. With last weights of size $\sigma$, $\delta$ is of that size, too:
#
# | layer | weights that count | each gradient | logit moves by |
# |---|---|---|---|
# | input | $64\, n$ | $\sigma$ | $\eta\, n\, \sigma$ |
# | hidden | $n^2$ | $\sigma$ | $\eta\, n^2 \sigma$ |
# | output | $n$ | 1 | $\eta\, n$ |
# -->

# %% [markdown] slide="skip"
# Adam divides a weight's gradient by the root of a running mean of its square. At the first step both are the
# one gradient seen so far, and only its sign is left: a step of $\eta$. Plain gradient descent has other rules for
# the width, since its steps carry the gradient's size.

# %% [markdown] slide="subslide" name="mup"
# ### Rules for any width: muP
#
# With LeCun's $\sigma = 1/\sqrt n$ a step moves the logit by $n^{1/2}$, $n^{3/2}$ and $n$ times $\eta$: too far in a wide net,
# and no common rate puts that right. So give each layer its own rate. For a move that does not depend on $n$:
#
# 1. Output: $\eta_{out} \propto 1/n$.
# 2. Hidden sums should move by a fixed amount too. A sum has $n$ terms, each weight moves by $\eta$: so
#    $\eta_{hidden} \propto 1/n$.
# 3. Then the logit moves by $\frac1n\, n^2\, \sigma$. It is fixed if $\sigma \propto 1/n$, **not** $1/\sqrt n$.
# 4. Input: $\eta\, n\, \sigma$ is now fixed with $\eta_{in} \propto 1$.
#
# <!-- slide:
# With LeCun's $\sigma = 1/\sqrt n$ the logit moves by $n^{1/2}$, $n^{3/2}$ and $n$ times $\eta$. **A rate for each layer**, so that no move depends on $n$:
#
# 1. Output: $\eta_{out} \propto 1/n$
# 2. Hidden sums have $n$ terms: $\eta_{hidden} \propto 1/n$
# 3. Then the logit moves by $\frac1n\, n^2\, \sigma$: fixed if $\sigma \propto 1/n$, **not** $1/\sqrt n$
# 4. Input: $\eta\, n\, \sigma$ is now fixed with $\eta_{in} \propto 1$
# -->

# %% [markdown] slide="subslide"
# ### The rules in one table
#
# This is **muP**, the maximal update parametrization (Yang and Hu 2021; for Adam, Yang et al. 2022):
#
# | role | standard deviation of a weight | factor of Adam's rate |
# |---|---|---|
# | input | $1/\sqrt{n_{in}}$ | $1$ |
# | hidden | $1/\sqrt{n_{in}}$ | $1/n_{in}$ |
# | output | $1/n_{in}$ | $1/n_{in}$ |
#
# Each up to a constant that does not depend on the width: a gain such as $\sqrt2$, a base rate. Only how
# things *change with $n$* is derived. The input layer's $n_{in}$ is the data's and stays.

# %% [markdown] slide="skip"
# We choose the constants such that at $n = 64$ both rules are one and the same net: "standard" has He's
# weights, LeCun's for the last layer, and one rate.

# %% slide="skip"
STDS = {"standard": lambda n: [np.sqrt(2 / 64), np.sqrt(2 / n), np.sqrt(1 / n)],
        "muP": lambda n: [np.sqrt(2 / 64), np.sqrt(2 / n), np.sqrt(64) / n]}
SHARES = {"standard": lambda n: [1, 1, 1], "muP": lambda n: [1, 64 / n, 64 / n]}
LAYERS = ("input", "hidden", "output")


def outputs_of(net, x):
    """The input, both hidden layers' outputs, and the logits."""
    a1 = relu(x @ net[0])
    a2 = relu(a1 @ net[1])
    return [x, a1, a2], a2 @ net[2]

# %% slide="skip"
def logit_moves(rule, n, seed, rate=1e-7):
    """How far Adam's first step of each layer alone moves the first logit, over the rate."""
    net, x = draw_net((64, n, n, 10), STDS[rule](n), seed), rng.normal(size=(1, 64))
    outputs, logits = outputs_of(net, x / rms(x))
    grads = gradients(net, outputs, np.eye(1, 10), "relu")              # of the first logit
    moves = []
    for k, share in enumerate(SHARES[rule](n)):
        stepped = [W + rate * share * np.sign(g) * (k == j)
                   for j, (W, g) in enumerate(zip(net, grads, strict=True))]
        moves.append(float(outputs_of(stepped, x / rms(x))[1][0, 0] - logits[0, 0]) / rate)
    return moves

# %% slide="skip"
NS = (64, 128, 256, 512)
EXPONENTS = {"standard": (0.5, 1.5, 1), "muP": (0, 0, 0)}
moved = {rule: np.array([np.mean([logit_moves(rule, n, seed) for seed in range(16)], axis=0) for n in NS])
         for rule in STDS}                                              # (widths, layers)
steps_by_width = {rule: {layer: (NS, moved[rule][:, k], EXPONENTS[rule][k])
                         for k, layer in enumerate(LAYERS)} for rule in STDS}
for rule in STDS:
    slopes = np.polyfit(np.log(NS), np.log(moved[rule]), 1)[0]
    print(f"{rule:9} measured exponents {np.round(slopes, 2)}   derived {EXPONENTS[rule]}")

# %% slide="subslide"
pictures.powers(steps_by_width, "Under muP a step moves a logit equally far at any width",
                "width n (units)", "logit's first move / rate")

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: why the hidden sums must move.** Keep LeCun's $\sigma = 1/\sqrt n$ and take the rates $n^{-1/2}$,
# $n^{-3/2}$ and $n^{-1}$. Then the logit, too, moves by the same amount at any width. But a hidden sum moves by
# $n \cdot n^{-3/2} = n^{-1/2}$: in a very wide net the hidden layers stay as they were drawn, and only their sum of many
# tiny changes shows (the *lazy* or kernel regime). muP lets each layer move as far as it can without
# running away, hence *maximal update*.

# %% [markdown] slide="slide" name="transfer"
# ## The test: does the best rate stay?
#
# The derivation looked at one step. If it says something about training, then under the standard rule
# the best rate should fall as nets get wider, and **under muP it should stay where it is**. If it falls
# there as well, muP has failed.
#
# The study: the handwritten digits of [lesson 08](08_training.ipynb), 150 steps of 64 digits, Adam. Rates are a
# factor of $\sqrt2$ apart; five seeds, widths 32 to 512. The best rate has the lowest mean loss over all 150 steps.
#
# <!-- slide:
# As nets get wider, the best rate should fall under the standard rule, and **under muP it should stay where it is**. If it falls there as well, muP has failed.
#
# The study: 150 steps of 64 handwritten digits ([lesson 08](08_training.ipynb)), Adam, rates a factor of $\sqrt2$ apart, five seeds. The best rate has the lowest mean loss over all steps.
# -->

# %% slide="skip"
header, study = read_widths()
RATES = header["rates"]
print(header["command"], "· seeds", header["seeds"], "· NumPy", header["numpy"])


def losses_of(rule, width, activation="relu", batch=64):
    """(seeds, rates): each run's mean loss; NaN where it overflowed."""
    wanted = {"rule": rule, "width": width, "activation": activation, "batch": batch}
    [row] = [one for one in study if wanted.items() <= one.items()]
    return np.array(row["loss"], dtype=float)


WIDTHS = (32, 64, 128, 256, 512)
searches = {title: {f"n = {n}": (RATES, losses_of(rule, n).mean(axis=0)) for n in WIDTHS}
            for rule, title in (("standard", "standard: one rate"), ("mup", "muP"))}

# %% slide="subslide"
pictures.rates(searches, "The best rate falls with the width, except under muP")

# %% [markdown] slide="skip"
# As a table. Between the rates of the grid, a parabola through the three lowest losses says where the best
# is. Shown are the geometric mean over the seeds and its 95 % interval.

# %% slide="skip"
def best(rule, width, activation="relu", batch=64):
    """log2 of each seed's best rate: the lowest point of a parabola through the three lowest."""
    found = []
    for losses in losses_of(rule, width, activation, batch):
        k = int(np.nanargmin(losses))
        (below, here, above), step = losses[k - 1:k + 2], np.log2(RATES[1] / RATES[0])
        found.append(np.log2(RATES[k]) + step / 2 * (below - above) / (below - 2 * here + above))
    return np.array(found)


for rule in ("standard", "mup"):
    for n in WIDTHS:
        middle, low, high = 2 ** np.array(mean_interval(best(rule, n)))
        print(f"{rule:9} n = {n:3}: best rate {middle:.4f} ({low:.4f} to {high:.4f})")

# %% slide="skip"
def exponent(rule, activation="relu", widths=WIDTHS):
    """The power of n that the best rate follows, with its 95 % interval over the seeds."""
    logs = [best(rule, n, activation) for n in widths]                  # (widths, seeds)
    return mean_interval(np.polyfit(np.log2(widths), logs, 1)[0])


followed = {(rule, f): exponent(rule, f, widths) for rule in ("standard", "mup")
            for f, widths in (("relu", WIDTHS), ("tanh", WIDTHS[:4]))}
for (rule, f), (middle, low, high) in followed.items():
    print(f"{rule:9}{f:5} best rate ∝ n^{middle:+.2f}  ({low:+.2f} to {high:+.2f})")

# %% [markdown] slide="skip" name="live"
# A part of it now, one seed, two widths and six rates:

# %% slide="skip"
digits = handwritten_digits()
SIX = 2.0 ** np.arange(-9, -3)


def mean_loss(rule, n, rate, seed=1):
    net = draw_net((64, n, n, 10), STDS[rule](n), seed)
    return train_adam(net, digits, [rate * share for share in SHARES[rule](n)], seed=seed).mean()


live = {(rule, n): [mean_loss(rule, n, rate) for rate in SIX] for rule in STDS for n in (32, 128)}
for (rule, n), losses in live.items():
    print(f"{rule:9} n = {n:3}: best of the six 2^{np.log2(SIX[np.nanargmin(losses)]):.0f}")

# %% [markdown] slide="subslide" name="found"
# ### What was found
#
# - **Standard:** from 32 to 512 units the best rate falls by a factor of 10, like $n^{-0.8}$; for tanh $n^{-0.7}$.
#   Between the powers that the three layers asked for.
# - **muP:** it stays within 20 %, $n^{-0.06}$. For tanh $n^{+0.12}$, up by a quarter from 32 to 256 units.
#
# Not exactly 0: the derivation holds for wide nets and for one step. Close enough to look for the rate
# in a small net and use it in a large one.
#
# muP does not promise the *lowest* loss. From 128 units on, the standard net at its own best rate has a
# slightly lower one here.
#
# <!-- slide:
# The best rate's power of $n$:
#
# | | ReLU, 32 to 512 units | tanh, 32 to 256 units |
# |---|---|---|
# | **standard** | $n^{-0.8}$: falls by a factor of 10 | $n^{-0.7}$ |
# | **muP** | $n^{-0.06}$: stays within 20 % | $n^{+0.12}$: up by a quarter |
#
# So look for the rate in a small net and use it in a large one. muP does not promise the *lowest*
# loss: from 128 units on, the standard net's is slightly lower.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: five other seeds.** The whole study a second time, with other weights and other batches:

# %% slide="skip" tags=["deeper"]
_, again = read_widths("width_study_again")
exponents_again = {}
for rule in ("standard", "mup"):
    rows = {row["width"]: np.array(row["loss"], dtype=float) for row in again
            if (row["rule"], row["activation"], row["batch"]) == (rule, "relu", 64)}
    logs = [np.log2(RATES)[np.nanargmin(rows[n], axis=1)] for n in WIDTHS]
    exponents_again[rule] = mean_interval(np.polyfit(np.log2(WIDTHS), logs, 1)[0])
    print(f"{rule:9} best rate of the grid ∝ n^{exponents_again[rule][0]:+.2f}")

# %% slide="skip"
def lowest(rule, n):
    """The lowest mean loss over the rates, of each seed."""
    return np.nanmin(losses_of(rule, n), axis=1)


for n in WIDTHS:
    print(f"n = {n:3}: lowest loss, standard {lowest('standard', n).mean():.3f}   muP {lowest('mup', n).mean():.3f}")

# %% [markdown] slide="slide" name="common-claims"
# ## Common claims
#
# Two numbers that two of the verdicts need: what the standard net does at 512 units with the rate that is
# best at 32, and muP's best rate with batches of 4 digits instead of 64.

# %% slide="-"
best_at_32 = int(np.argmin(losses_of("standard", 32).mean(axis=0)))
losses = losses_of("standard", 512).mean(axis=0)
too_far = losses[best_at_32] / losses.min()
print(f"512 units at the best rate for 32: {too_far:.0f} times the loss of its own best rate")
batch_shift = {n: 2 ** np.mean(best("mup", n) - best("mup", n, batch=4)) for n in (32, 64, 128)}
print("muP, best rate with batches of 64 over that of 4:", {n: round(float(f), 1) for n, f in batch_shift.items()})

# %% [markdown] slide="subslide"
# ### The verdicts
#
# | claim | verdict |
# |---|---|
# | residual nets need no care with initialization | false: without scale or normalization the rms can grow by $2^{N/2}$; with zeros at the ends, the first step grows with $N$ |
# | with normalization, initialization no longer matters | the sum still grows by $\sqrt{1+N}$, so late branches count less; and [lesson 08](08_training.ipynb) found starts that stay slow |
# | wider is always safer | at the start, yes ($5/n$); at a fixed rate no: here six to seven times the loss |
# | muP makes every hyperparameter transfer | the rate, over width, nearly; from batches of 4 to 64 it doubled |

# %% [markdown] slide="slide" name="recap"
# ## The opening questions, answered
#
# 1. 48 branches that add as much as is there: an rms of $2^{24}$, 17 million. Scaled by $1/\sqrt{48}$: 1.64.
# 2. Half of all nets of ten layers of ten units keep less than 6 % of the mean square. The mean is 1, as
#    a few keep far more.
# 3. Eight times as wide: 0.0023, a sixth, with one rate for all layers. With muP's rules 0.012, nearly as before.
#
# *What would have refuted this?* A sum whose mean squares don't add; a first step that grows with $N$ in spite of
# Fixup; another factor than $1 + 5/n$; a best rate that falls under muP as it does without.
#
# <!-- slide:
# | question | answer |
# |---|---|
# | 48 branches that add as much as is there | an rms of $2^{24}$, 17 million; scaled by $1/\sqrt{48}$: 1.64 |
# | ten ReLU layers of ten units | half of all nets keep less than 6 % of the mean square; the mean is 1 |
# | 8 times as wide as 64 units | 0.0023, a sixth, with one rate; with muP's rules 0.012, nearly as before |
# -->

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - $N$ branches: scale each by $1/\sqrt N$. Count branches, not layers.
# - Zeros at the ends, $m$ layers each: $N^{-1/(2m-2)}$ for the others, and the first step stays the same.
# - He keeps the mean. One narrow, deep net is a draw from a lopsided distribution; $\sum 1/n_l$ says how much.
# - Adam, wider net: hidden and output rates $\propto 1/n$, output weights $\propto 1/n$.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `beyond`](../assignments/beyond/beyond.ipynb) has the three rules as
# functions. In the [assignment `capstone`](../assignments/capstone/capstone.ipynb) you initialize nets that you have not
# seen, residual ones among them. [Lesson 12](12_source_check.ipynb) puts the claims of this course's sources to the test.
#
# *Sources.* A. Radford et al., *Language models are unsupervised multitask learners* (GPT-2), 2019 · H. Zhang,
# Y. Dauphin and T. Ma, *Fixup initialization*, 2019 · B. Hanin and D. Rolnick, *How to start training*,
# 2018 · G. Yang and E. Hu, *Feature learning in infinite-width neural networks*, 2021 · G. Yang et al.,
# *Tensor programs V*, 2022.
