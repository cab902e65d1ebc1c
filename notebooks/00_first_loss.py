# %% [markdown] slide="slide"
# # What should the very first loss be?
#
# You have just built a network that sorts pictures into ten classes. Nothing has been trained:
# its weights are random numbers. You send a first batch of examples through it and print the loss.
#
# Which number should be there?
#
# | | because |
# |---|---|
# | 0.1 | it guesses, and is right one time in ten |
# | 1 | the worst that can be |
# | 2.3 | some property of the number ten |
# | 10 | there are ten classes |
# | anything | the weights are random, so is the loss |
#
# Note down your guess. By the end you can compute the number for any network before you run it,
# and read from it what is wrong.

# %% [markdown] slide="skip"
# This is the first lesson. It needs Python with NumPy, the chain rule, and what a mean and a
# variance are. What a network is, and how it is trained, is said below in a few lines. The course's
# small library `initlab` has the code for it, but no rule for first weights: those you write
# yourself, in the lessons and assignments that follow.
#
# Every random number comes from a generator `rng` that is passed from function to function.
#
# About 44 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can predict the first loss of any classifier, and read from it what is wrong.

# %% slide="skip"
from itertools import pairwise

import numpy as np

from initlab.figures import start as pictures
from initlab.data import digits
from initlab.nets import backward, descend, forward, softmax_cross_entropy

rng = np.random.default_rng(0)

# %% [markdown] slide="slide" name="starting-point" covers="S0.3"
# ## Training is a walk downhill. It starts somewhere
#
# Think of the loss as the height of a landscape, and of the weights as a place on the map.
# Gradient descent is a hiker in thick fog: she feels the slope under her feet, takes a step
# downhill, longer where it is steeper, and feels again.
#
# The slope underfoot is all she has to go by. So **where she is set down** decides whether she
# gets anywhere in the time she has. How far she goes on a slope of 1 is the **learning rate**, `lr`.
#
# <!-- slide:
# The loss is a landscape's height, the weights a place on the map. Gradient descent: a hiker in fog,
# who feels only the slope.
#
# So **where she is set down** decides. Her step at slope 1: the **learning rate**.
# -->

# %% [markdown] slide="skip"
# Here is such a landscape, a small real one. A "network" with two weights,
# $\hat{y} = \tanh(v \tanh(w x))$, is to copy another one of the same form, with
# $w = v = 1.5$. The loss is the mean squared difference over 40 inputs $x$.

# %% slide="skip"
x = np.linspace(-2, 2, 40)


def output(w, v):
    """The two-weight network on all 40 inputs; w and v may be arrays of any shape."""
    w, v = np.expand_dims(w, -1), np.expand_dims(v, -1)
    return np.tanh(v * np.tanh(w * x))                  # (…, 40)


def height(w, v):
    """The loss at the place (w, v): the mean squared difference from the network to copy."""
    return np.mean((output(w, v) - output(1.5, 1.5)) ** 2, axis=-1)

# %% slide="skip"
def slope(w, v, h=1e-6):
    """The gradient of the height at (w, v), by two small steps in each direction."""
    return np.array([height(w + h, v) - height(w - h, v),
                     height(w, v + h) - height(w, v - h)]) / (2 * h)


def walk(start, steps=60, lr=0.3):
    """The places (steps + 1, 2) of a hiker who always goes downhill."""
    places = [np.array(start, dtype=float)]
    for _ in range(steps):
        places.append(places[-1] - lr * slope(*places[-1]))
    return np.array(places)

# %% slide="skip"
starts = {"on the slope": (0.3, 0.8), "on the pass": (0.001, 0.001), "on the plateau": (4, -4)}
walks = {name: walk(start) for name, start in starts.items()}
heights = {name: height(*places.T) for name, places in walks.items()}
w, v = np.meshgrid(np.linspace(-5, 5, 121), np.linspace(-5, 5, 121))

# %% slide="subslide"
pictures.hikers(w, v, height(w, v), walks, heights,
                "Same rule, 60 steps: the start decides who arrives")

# %% [markdown] slide="fragment" covers="S3.2,S1.1"
# The right panel shows the same as a **marathon**: all runners follow the same rule, but one who
# starts on level ground loses much of her time, or all of it, before she gets going.
#
# <!-- slide:
# A **marathon** (right): all follow the same rule, but who starts on level ground loses much of her
# time, or all of it.
# -->

# %% [markdown] slide="skip"
# Take two things from the pictures. The hiker on the **pass** (both weights near 0, lower ground on
# two sides, higher on the other two) stands where it is almost level in every direction: she gains
# hardly anything for ten steps, and then goes down quickly. The one on the **plateau** (both weights
# large) has nearly level ground around her too, for another reason: $\tanh$ of a large number is
# $\pm 1$, whatever the weights do. Her
# sixty steps gain 0.4 %. Given more time both arrive: she comes down after about 150 steps. So
# weights that are too small and weights that are too large both cost steps, few or very many.
# [Lesson 01](01_signals.ipynb) takes up both, and [lesson 02](02_symmetry.ipynb) the pass exactly at zero.
#
# The pictures do not say that a good start leads to the *lowest* point. Nothing guarantees that. A
# good start is one with a slope underfoot. To find it is what initialization is about.

# %% [markdown] slide="subslide" name="network"
# ### What a network is
#
# - A **unit** multiplies each of its inputs by a weight, adds up the products and a number of its
#   own, the **bias**.
# - A **layer** is a row of units that all see the same inputs: $z = xW + b$, with a column of $W$
#   for each unit. An **activation** $f$ bends each sum: $a = f(z)$. A common one is **ReLU**,
#   $f(z) = \max(0, z)$.
# - A **network** sends the outputs of one layer into the next: `forward`.
# - The chain rule, from the last layer to the first, gives the slope of the loss for every weight:
#   `backward`. A step of **gradient descent** subtracts from each weight its slope times the
#   learning rate: `descend`.
#
# <!-- slide:
# - **Unit**: its inputs times weights, added up, plus a **bias**.
# - **Layer**: units with the same inputs, $z = xW + b$; an **activation**, $a = f(z)$, such as
#   **ReLU**, $f(z) = \max(0, z)$.
# - **Network**: layer after layer (`forward`).
# - **Gradient descent**: weights minus slopes (`backward`) times the learning rate (`descend`).
# -->

# %% [markdown] slide="skip"
# `forward` returns the outputs, and a **trace** of what passed through each layer, which `backward`
# reads.

# %% slide="-"
W, b = np.array([[2.0, 0.5], [-1.0, 1.0]]), np.array([1.0, -4.0])   # 2 inputs, 2 units
by_hand = np.maximum(0, np.array([[3.0, 1.0]]) @ W + b)
by_library, _ = forward([{"W": W, "b": b, "activation": "relu"}], np.array([[3.0, 1.0]]))
print("by hand", by_hand, "  by the library", by_library)

# %% [markdown] slide="slide" name="three-starts" covers="S0.1,S0.2"
# ## A right network and clean data are not enough
#
# Digits as small pictures of 8 × 8 pixels, drawn by the program with a little noise: every
# label is right, and all classes are equally common. The network has three *hidden* layers (all but
# the last) of 64 ReLU units, and can learn them by heart. Each step uses all 400 pictures.
#
# Three runs. Everything is the same except one thing: the standard deviation with which the
# first weights were drawn.
#
# <!-- slide:
# 400 clean pictures of digits, 8 × 8 pixels. Three *hidden* layers of 64 ReLU units. Three runs, which
# differ in one thing: **the std of the first weights**.
# -->

# %% slide="skip"
X, y = digits(400, rng)                                 # (400, 64) and (400,)
WIDTHS = (64, 64, 64, 64, 10)                           # pairwise: (64, 64), …, (64, 10)


def network(stds, rng):
    """A ReLU network of these widths; layer k gets normal weights with std stds[k], biases 0."""
    return [{"W": rng.normal(0, std, shape), "b": np.zeros(shape[1]),
             "activation": "linear" if shape[1] == 10 else "relu"}
            for shape, std in zip(pairwise(WIDTHS), stds, strict=True)]

# %% slide="skip"
def losses_of(net, steps=120, lr=0.2):
    """The loss before each step of gradient descent; NaN to the end once the numbers break."""
    curve = []
    with np.errstate(over="ignore", invalid="ignore"):  # the third run means to overflow
        while len(curve) < steps and not np.isnan(curve[-1:]).any():
            outputs, trace = forward(net, X)
            loss, grad = softmax_cross_entropy(outputs, y)
            curve.append(loss)
            net = descend(net, backward(net, trace, grad), lr)
    return curve + [np.nan] * (steps - len(curve))      # NaN stays NaN

# %% slide="skip"
suitable = [np.sqrt(2 / 64)] * 3 + [np.sqrt(1 / 64)]     # lessons 04 and 05 derive these
runs = {name: losses_of(network(stds, np.random.default_rng(1))) for name, stds in
        {"std 0.01": [0.01] * 4, "suitable": suitable, "std 1": [1.0] * 4}.items()}

# %% slide="subslide"
pictures.curves(runs, "The same network on the same data: flat, learning, NaN",
                x="step (number)", y="loss (nats), log scale", top=1e6)

# %% [markdown] slide="fragment"
# In these 120 steps, one run does not leave its first loss. One learns. One starts in the
# thousands, climbs, and ends as NaN, "not a number": the weights grew until the arithmetic broke.
#
# <!-- slide:
# One never leaves its first loss, one learns, one ends as NaN.
# -->

# %% [markdown] slide="subslide"
# ### Could we have known, before the first step?

# %% slide="-"
for name, curve in runs.items():
    broke = next((k for k, loss in enumerate(curve) if np.isnan(loss)), None)
    print(f"{name:9} first loss {curve[0]:9.3f}    last {curve[-1]:6.3f}",
          f"   NaN at step {broke}" if broke is not None else "")

# %% [markdown] slide="fragment"
# The third run's bad number was there before any training, for the price of one forward pass.
# The other two first losses look harmless. Are they? To judge, we need the number that *should*
# be there.

# %% [markdown] slide="slide" name="cross-entropy"
# ## From ten outputs to one loss
#
# The last layer gives a number $z_k$ for each class $k = 1 \dots C$: the **logits**. Softmax
# makes probabilities of them, positive and with sum 1:
#
# $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{C} e^{z_j}}$$
#
# <!-- slide:
# One number $z_k$ for each class $k = 1 \dots C$: the **logits**. Softmax makes probabilities of them:
#
# $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{C} e^{z_j}}$$
# -->

# %% [markdown] slide="fragment"
# **Cross-entropy** looks at the right class $y$ only, and asks how much probability it got:
#
# $$L = -\ln p_y$$
#
# All of it: $L = 0$. Half: 0.69. A thousandth: 6.9. The unit is called a *nat*, since the
# logarithm is the natural one. The loss of a batch is the mean over its examples.
#
# <!-- slide:
# **Cross-entropy** asks how much probability the right class $y$ got, in *nats*:
#
# $$L = -\ln p_y$$
#
# All of it: $L = 0$. Half: 0.69. A thousandth: 6.9.
# -->

# %% [markdown] slide="subslide"
# ### The same in code

# %% slide="-" lines="3|7"
def softmax(z):
    """Probabilities (batch, classes) from logits."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def cross_entropy(z, y):
    """Each example's loss: minus the log of the probability that its right class got."""
    return -np.log(softmax(z)[np.arange(len(y)), y])    # (batch,)


print("p   ", softmax(np.array([[2.0, 1.0, 0.0]])).round(3))
print("loss", cross_entropy(np.array([[2.0, 1.0, 0.0]] * 3), np.arange(3)).round(3))

# %% [markdown] slide="fragment"
# With the logits (2, 1, 0) the loss is 0.41 if the first class is right and 2.41 if the third
# is.

# %% [markdown] slide="skip"
# (The library's `softmax_cross_entropy` computes the same mean without letting `exp`
# overflow, and its gradient.)

# %% [markdown] slide="slide" name="ln-c"
# ## A network that knows nothing should say so
#
# An untrained network has no reason to prefer a class. If it is honest about that, **all its
# logits are equal**. Call their value $c$:
#
# $$p_k = \frac{e^{c}}{C\, e^{c}} = \frac1C
# \qquad\qquad L = -\ln \frac1C = \ln C$$
#
# The value $c$ cancels: equal is enough, it need not be zero. The labels do not enter: it makes
# no difference how many examples each class has.

# %% slide="fragment"
for c in (0.0, 7.0):
    print(f"ten logits of {c}: loss {cross_entropy(np.full((400, 10), c), y).mean():.6f}")
print(f"ln 10 = {np.log(10):.6f},  ln 2 = {np.log(2):.6f},  ln 1000 = {np.log(1000):.6f}")

# %% [markdown] slide="slide" name="logit-std"
# ## And when the logits are not equal?
#
# The first weights are random, so the logits are. How much does that cost?
#
# The logarithm of the fraction gives two terms:
#
# $$L = -\ln p_y = \ln \sum_{k=1}^{C} e^{z_k} \; - \; z_y$$
#
# <!-- slide:
# The first weights are random, so the logits are. How much does that cost?
#
# $$L = -\ln p_y = \ln \sum_{k=1}^{C} e^{z_k} \; - \; z_y$$
# -->

# %% [markdown] slide="fragment"
# Suppose that the logits have mean 0 and that which class is right is independent of them: the
# network has not seen any label. Then $E[z_y] = 0$, and
#
# $$E[L] = E\Big[\ln \sum_{k} e^{z_k}\Big]$$
#
# The labels are gone: only the distribution of the logits counts. If they are independent normal
# numbers of mean 0, one number describes it: their standard deviation, $\sigma_z$.
#
# <!-- slide:
# Logits of mean 0, independent of the right class: $E[z_y] = 0$, and the labels are gone.
#
# $$E[L] = E\Big[\ln \sum_{k} e^{z_k}\Big]$$
#
# Independent normal logits: their standard deviation $\sigma_z$ says it all.
# -->

# %% [markdown] slide="subslide"
# ### Never below ln C
#
# The curve $e^u$ lies above its tangent at 0: $e^u \ge 1 + u$. Let $\bar z$ be the mean of the
# $C$ logits, put $u = z_k - \bar z$, and average over the classes:
#
# $$\frac1C \sum_k e^{z_k - \bar z} \;\ge\; 1 + \frac1C \sum_k (z_k - \bar z) = 1$$
#
# Multiply by $C\, e^{\bar z}$ and take the logarithm: $\ln \sum_k e^{z_k} \ge \ln C + \bar z$. On
# average $\bar z$ is 0, so
#
# $$E[L] \ge \ln C$$
#
# with equality only when all logits are the same. **Being sure without a reason costs.** On
# average, an untrained network can only lose by preferring some classes.

# %% [markdown] slide="subslide"
# ### Small logits cost little, large ones their size
#
# **Small.** $e^z \approx 1 + z + \frac12 z^2$, so the sum is $C\,(1 + u)$ with
# $u = \bar z + \frac12 \overline{z^2}$ (a bar: mean over the classes). Then
# $\ln(1+u) \approx u - \frac12 u^2$:
#
# $$\ln \sum_k e^{z_k} \approx \ln C + \bar z + \tfrac12 \overline{z^2} - \tfrac12 \bar z^{\,2}$$
#
# For independent logits, $E[\overline{z^2}] = \sigma_z^2$ and $E[\bar z^{\,2}] = \sigma_z^2/C$, the
# variance of a mean of $C$ (shown below):
#
# $$E[L] \approx \ln C + \tfrac12 \sigma_z^2 \left(1 - \tfrac1C\right)$$
#
# **Large.** The sum is at least its largest term, and at most $C$ times that:
# $\max_k z_k \le \ln \sum_k e^{z_k} \le \max_k z_k + \ln C$. The loss follows the largest of $C$
# random numbers, so it grows *in proportion* to $\sigma_z$.

# %% [markdown] slide="subslide" name="standard-error"
# ### In between: draw and average
#
# Draw normal logits for ten classes, $N$ times; average $\ln \sum_k e^{z_k}$. How far off is that mean?
# For two independent numbers of mean 0, $E[(x+y)^2] = E[x^2] + 2E[x]E[y] + E[y^2]$, and the middle
# term is 0: variances add up. So $N$ draws of variance $s^2$ have a **sum of variance** $N s^2$.
# Divided by $N$:
#
# $$\operatorname{Var}(\text{mean}) = \frac{N s^2}{N^2} = \frac{s^2}{N}
# \qquad\qquad \text{standard error} = \frac{s}{\sqrt N}$$
#
# A mean is rarely more than 3 standard errors from the truth, and practically never more than 6.
# The whole course uses this measure.
#
# <!-- slide:
# Draw normal logits for ten classes, $N$ times; average $\ln \sum_k e^{z_k}$. How far off is that
# mean? Variances of independent numbers add up: $N$ draws of variance $s^2$ have a **sum of variance**
# $N s^2$. Divided by $N$:
#
# $$\operatorname{Var}(\text{mean}) = \frac{N s^2}{N^2} = \frac{s^2}{N}
# \qquad\qquad \text{standard error} = \frac{s}{\sqrt N}$$
#
# A mean is rarely more than 3 standard errors from the truth, and practically never more than 6.
# -->

# %% slide="fragment"
g = rng.normal(size=(1_000_000, 10))    # a million networks' logits, in units of sigma
measured = {}
for sigma in (1, 5, 10):
    log_sum = np.log(np.exp(sigma * g).sum(axis=1))
    measured[sigma] = log_sum.mean(), log_sum.std() / np.sqrt(len(g))
    print("sigma {:2}: mean loss {:7.4f} ± {:.4f}".format(sigma, *measured[sigma]))

# %% [markdown] slide="skip"
# A second way takes no random number at all: `mean_loss` adds up the same mean on a fine grid. Two
# ways that share nothing are a strong check. You may take the next cell on trust; the box below it
# says what $G$ is and why the sum is the mean loss.

# %% slide="skip"
def mean_max(sigma, classes):
    """The mean of max(z + G) over the classes, for normal logits z of std sigma."""
    u = np.linspace(-8, 8, 301)                         # a fine grid instead of normal draws
    weight = np.exp(-u**2 / 2) / np.exp(-u**2 / 2).sum()
    t = np.linspace(-9 * sigma - 5, 9 * sigma + 40, 1501)
    F = weight @ np.exp(-np.exp(sigma * u[:, None] - t))
    return np.sum((t[1:] + t[:-1]) / 2 * np.diff(F**classes))


def mean_loss(sigma, classes):
    """E[L] for independent normal logits of std sigma."""
    return mean_max(sigma, classes) - mean_max(0, classes) + np.log(classes)

# %% [markdown] slide="skip" name="without-chance" tags=["deeper"]
# **Going deeper: why the sum on a grid is the mean loss.** It takes one trick.
#
# 1. Let $G$ be a random number with $P(G \le t) = \exp(-e^{-t})$ (the *Gumbel distribution*), and give each
#    class an independent one, $G_k$.
# 2. For fixed logits ask for the largest of $z_k + G_k$. It is at most $t$ when all are:
#    $\prod_k \exp(-e^{-(t - z_k)}) = \exp\left(-e^{-t} \sum_k e^{z_k}\right)$.
# 3. Write the sum as $e^{S}$ with $S = \ln \sum_k e^{z_k}$: this is $\exp(-e^{-(t-S)})$. So the
#    maximum is one single Gumbel number, moved up by exactly $S$: its mean is $S$ plus a
#    constant.
# 4. Now let the logits be random as well. The $C$ numbers $z_k + G_k$ are independent and alike;
#    each is at most $t$ with a probability $F(t)$, all of them with $F(t)^C$. The mean of the
#    maximum follows by adding up $t$ times the growth of $F(t)^C$.
# 5. The constant is found where we know the answer: at $\sigma_z = 0$, $S = \ln C$.

# %% [markdown] slide="subslide"
# ### Two ways, one answer, and two numbers to correct
#
# The notes that this course grew from give 2.303, 2.73, 7.99 and 15.47 for $\sigma_z$ = 0, 1, 5
# and 10. Which of these hold? Compare the draws with the sum on the grid.

# %% slide="-"
CLAIMED = {1: 2.73, 5: 7.99, 10: 15.47}
for sigma, (mean, error) in measured.items():
    exact = mean_loss(sigma, 10)
    print(f"sigma {sigma:2}: drawn {mean:7.4f} ± {error:.4f}   grid {exact:7.4f}   "
          f"claimed {CLAIMED[sigma]:5.2f}, off by {CLAIMED[sigma] - exact:+.3f}")

# %% [markdown] slide="fragment"
# The two ways agree to within two standard errors. Rounding explains a claim that is off by up
# to 0.005: so 2.73 holds. The other two do not: **7.97 and 15.52** are right. Too few draws,
# printed without their error, could give such figures.
#
# <!-- slide:
# The two ways agree. 2.73 holds; the other two do not: **7.97 and 15.52** are right.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: how many draws are too few?** The loss of one example scatters with $s \approx 11$
# at $\sigma_z = 10$, since $z_y$ alone has a standard deviation of 10. To be sure of the second
# decimal one wants a standard error of 0.002 or so: $(11/0.002)^2 = 30$ million draws. Leaving
# $z_y$ out, whose mean we know, saves seven of ten of them: that is why the cell above averages the
# log-sum, and not the loss.

# %% [markdown] slide="slide" name="nets"
# ## Does a real network do that?
#
# The derivation assumed independent normal logits. In a network all examples share the same
# weights, so their logits are not independent. The prediction could fail.
#
# The test: 60 networks as above, with a last layer whose std goes from 0.003 to 3. Measure the std
# of each network's logits and its first loss. Does the point lie on the curve of `mean_loss`?
#
# <!-- slide:
# In a network all examples share the same weights, so their logits are not independent: the
# prediction could fail. 60 networks, last layers of std 0.003 to 3.
# -->

# %% slide="skip"
def logit_std_and_loss(last_std, rng):
    """(std of the logits, first loss) of a new network, suitable but for the last layer's std."""
    logits, _ = forward(network([*suitable[:3], last_std], rng), X)
    return logits.std(), softmax_cross_entropy(logits, y)[0]


points = np.array([logit_std_and_loss(std, rng) for std in np.geomspace(0.003, 3, 60)])
curve_at = 28 * np.linspace(0, 1, 41) ** 2              # closer together near 0
curve = np.array([mean_loss(sigma, 10) for sigma in curve_at])
inside = points[points[:, 0] < 28]

# %% slide="subslide"
pictures.first_losses(curve_at, curve, inside, 10,
                      "The first loss tells the size of the logits")

# %% [markdown] slide="skip"
# The points scatter about the curve, since 400 examples that share one network are not 4 000
# independent logits: about one network in twelve is off by more than a tenth of its loss. But they
# follow it over three orders of magnitude. And the other direction is the useful one: a first loss
# of 30 says that the logits have a standard deviation of about 20, far more than anybody wants.
#
# Note where the *suitable* network stands: its last layer has std $\sqrt{1/64}$, so its logits
# have a std of about 1, and its first loss is around 2.7, not 2.303. Both are fine. One network is
# not the mean over all networks: of a thousand suitable ones, the first loss has mean 2.72 and
# std 0.16, and a quarter lie more than ½ above $\ln C$. "Near $\ln C$" means: less than about 1
# above it. If you want $\ln C$ to all digits, start the last layer at zero; [lesson 02](02_symmetry.ipynb) shows why
# that one layer may.

# %% [markdown] slide="slide" name="reading" covers="E17,Q5"
# ## What to check first, made concrete
#
# "The loss hardly falls: check the initialization and the learning rate." Good advice, but *how*
# does one check them? Begin with the check that costs one forward pass:
#
# > **Is the first loss near ln C?**
#
# Six networks, all for ten digits, untrained.

# %% slide="skip"
good = network(suitable, np.random.default_rng(5))
logits, _ = forward(good, X)
pixels = (X - X.min()) * 255 / (X.max() - X.min())      # as they come from a file, 0 to 255
zero_last = [*good[:3], {**good[3], "W": np.zeros((64, 10))}]

first = {
    "all in order": cross_entropy(logits, y).mean(),
    "last layer zero": cross_entropy(forward(zero_last, X)[0], y).mean(),
    "pixels 0 to 255": softmax_cross_entropy(forward(good, pixels)[0], y)[0],
    "weights N(0, 1)": softmax_cross_entropy(forward(network([1.0] * 4, rng), X)[0], y)[0],
    "sum for mean": cross_entropy(logits, y).sum(),
    "softmax twice": cross_entropy(softmax(logits), y).mean(),
}

# %% [markdown] slide="subslide"
# ### Which of these would you train?

# %% slide="-"
for name, loss in first.items():
    print(f"{loss:12.6f}   {name}")

# %% [markdown] slide="subslide"
# ### Reading the number
#
# | first loss | what it says |
# |---|---|
# | ln C, plus up to about 1 | as it should be |
# | ln C to six digits | all logits are (nearly) equal: a last layer of zeros, weights far too small, or a dead network |
# | far above | logits too large: check the scale of the inputs first, then of the weights |
# | about ln C × batch size | summed, not averaged; so is every gradient |
# | clearly below ln C | not untrained, or not the $C$ you think; or classes unequally common |
# | NaN or inf | numbers overflowed before any training |
#
# The last network passes the check although it is broken: its outputs went through softmax
# twice.

# %% [markdown] slide="skip"
# Softmax of probabilities is nearly uniform, because probabilities differ by at most 1. So the
# first loss is $\ln C$ to within 0.03, if the weights are suitable. But even an all-knowing network
# can then give the right class no more than $e/(e + 9)$, so this loss can never fall below the
# value printed here. A check that is passed rules out one fault, and not all of them.

# %% slide="skip"
floor = -np.log(np.e / (np.e + 9))
print(f"softmax twice: the loss stays above {floor:.3f}")

# %% [markdown] slide="subslide" name="one-way"
# ### The check works one way only
#
# The run with std 0.01 had a first loss of 2.303, exactly as it should be. In 120 steps it learned
# nothing: tiny weights make tiny logits, and those pass, but they make tiny gradients too. (It
# leaves its plateau after more than 2,000 steps.) The same first loss, with another first
# gradient:
#
# <!-- slide:
# Std 0.01: a first loss of 2.303, as it should be. But tiny weights make **tiny gradients**, too:
# -->

# %% slide="-"
def first_gradients(stds):
    """Rms of the loss's gradient for the weights of each layer, before any step."""
    net = network(stds, np.random.default_rng(1))
    outputs, trace = forward(net, X)
    grads = backward(net, trace, softmax_cross_entropy(outputs, y)[1])
    return [float(np.sqrt(np.mean(grad["W"] ** 2))) for grad in grads]


for name, stds in {"suitable": suitable, "std 0.01": [0.01] * 4}.items():
    print(f"{name:9}", "  ".join(f"{rms:.1e}" for rms in first_gradients(stds)))

# %% [markdown] slide="fragment"
# Logits that are too large show in the first loss; weights that are too small do not. Weights that
# are too large *before* the last layer need not show either: a last layer of zeros hides them, and so
# does a bounded activation. For all of these one must look *inside*, layer by layer: [lesson 01](01_signals.ipynb).
#
# <!-- slide:
# Logits too large show in the first loss; weights too small do not. Look *inside*, layer by layer:
# [lesson 01](01_signals.ipynb).
# -->

# %% slide="skip"
def first_three_losses(stds):
    """The losses before the first three steps of gradient descent."""
    return losses_of(network(stds, np.random.default_rng(1)), steps=3)


hidden_too_large = first_three_losses([3.0, 3.0, 3.0, 0.0])
print("hidden layers of std 3, a last layer of zeros:",
      "  ".join(f"{loss:.3g}" for loss in hidden_too_large))

# %% [markdown] slide="slide" name="unequal-classes"
# ## When the classes are not equally common
#
# Card fraud: 1 payment in 100 is one. An untrained network says "50 : 50", and its loss is
# $\ln 2$, whatever the labels. But you **do** know something before training: the share $\pi_k$ of
# each class. Put it into the last bias, $b_k = \ln \pi_k$, with logits that are otherwise 0:
#
# $$p_k = \frac{e^{\ln \pi_k}}{\sum_j e^{\ln \pi_j}} = \frac{\pi_k}{1} = \pi_k
# \qquad\qquad E[L] = -\sum_k \pi_k \ln \pi_k$$
#
# The sum is the *entropy* of the labels. For two classes at 1 : 1 it is $\ln 2$ again.
#
# <!-- slide:
# Card fraud: one payment in 100. Untrained, the network says "50 : 50". But you **do** know the share
# $\pi_k$ of each class. Put it into the last bias, $b_k = \ln \pi_k$:
#
# $$p_k = \frac{e^{\ln \pi_k}}{\sum_j e^{\ln \pi_j}} = \frac{\pi_k}{1} = \pi_k
# \qquad\qquad E[L] = -\sum_k \pi_k \ln \pi_k$$
#
# The *entropy* of the labels.
# -->

# %% slide="fragment"
fraud = (np.arange(10_000) < 100).astype(int)           # 1 of 100
for name, bias in {"bias 0": [0.0, 0.0], "bias ln(frequency)": np.log([0.99, 0.01])}.items():
    loss = cross_entropy(np.tile(bias, (10_000, 1)), fraud).mean()
    print(f"{name:19} first loss {loss:.4f}")

# %% [markdown] slide="skip"
# Without this, the first steps of training mostly teach the network that fraud is rare, and the
# loss curve begins with a steep fall that looks like success: a "hockey stick". The advice is
# Karpathy's (*A recipe for training neural networks*, 2019); Lin et al. (2017) needed it to
# train a detector in which hardly any of a hundred thousand boxes holds an object. It is the
# first case in this course in which a *bias* should not start at zero.

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# - **2.3**, a property of the number ten: $\ln 10 = 2.303$. Not "anything": the weights are
#   random, but the mean of their losses is not, and it is never below $\ln C$.
# - Logits of std 1 cost 0.43 more, of std 5 already 5.67 more.
# - Weights that are too small start on a pass; too large, on a plateau or, with ReLU, near NaN.
#
# <!-- slide:
# - **2.3**, a property of the number ten: $\ln 10 = 2.303$. On average never below $\ln C$.
# - Logits of std 1 cost 0.43 more, of std 5 already 5.67 more.
# - Weights too small start on a pass; too large, on a plateau or near NaN.
# -->

# %% [markdown] slide="skip"
# *What would have refuted this?* A network whose first loss is off the curve by half; or a million
# draws that confirm 15.47.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - An untrained network of $C$ classes should lose $\ln C$, or a little more: never less on average.
# - Far above: look at the scale of inputs and weights, before any training.
# - Near $\ln C$: the logits are not too large. The weights before them may be, or be too small.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `first_loss`](../assignments/first_loss/first_loss.ipynb): you write the expected first loss, its measurement
# for any number of classes, and the steps of the derivation. Lesson **01 signals** asks what one
# layer does to the size of what passes through it; that decides the size of the logits, and with
# it everything we saw here.
#
# *Sources.* A. Karpathy, *A recipe for training neural networks*, 2019 ("verify loss @ init") ·
# T.-Y. Lin, P. Goyal, R. Girshick, K. He and P. Dollár, *Focal loss for dense object detection*,
# 2017, section 4.1 (the bias of the last layer) · E. J. Gumbel, *Statistical theory of extreme
# values*, 1954 · the four short texts that the course examines; their picture of a hiker and of
# a runner is theirs, the landscape is ours.
