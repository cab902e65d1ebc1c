# %% [markdown] slide="slide"
# # Why does Xavier stall on a 30-layer ReLU net?
#
# Two nets of 30 layers, ReLU after each but the last. Same data, same learning rate. Their
# weights differ by **one number**: a variance of $1/n$ in one (Xavier, as all layers are equally
# wide), of $2/n$ in the other (He).
#
# A factor of 2. What does it do?
#
# | your guess | because |
# |---|---|
# | hardly anything | training will make up for it |
# | the first is slower, twice perhaps | its weights are smaller by $\sqrt 2$ |
# | the first does not learn at all | … ? |
#
# And why 2: is it a tuned number, or is there a reason for exactly 2?

# %% [markdown] slide="skip"
# About 40 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can derive the 2 of He's rule, and choose the variance for ReLU and leaky ReLU.
#
# You will derive the 2 in three lines, without an integral, then see what becomes of it in the
# backward pass and with leaky ReLU. [Lesson 05b](05b_gains.ipynb) does it for any activation. Symbols are those of [lesson 01](01_signals.ipynb):
# a layer computes $z = Wx + b$ and hands on $a = f(z)$; $\sigma_w^2$ is the variance of a
# weight, $\delta = \partial L/\partial z$. *Mean square* is $E[z^2]$, its root is the *rms*.
# Biases are 0 at the start, so $E[z]=0$ and the mean square of $z$ is its variance.

# %% slide="skip"
from itertools import pairwise

import numpy as np

from initlab.figures import relu as pictures
from initlab.activations import ACTIVATIONS
from initlab.data import digits
from initlab.nets import backward, descend, forward, logistic_loss

rng = np.random.default_rng(5)
relu = ACTIVATIONS["relu"].f

# %% [markdown] slide="slide" name="stall" covers="S1.1"
# ## The picture first
#
# Is it a zero or a one? Eighty small pictures of digits, drawn by a program, 8 × 8 pixels; 30 layers, 64 units
# wide; 150 steps of gradient descent. Three nets for each rule.
#
# <!-- slide:
# A zero or a one? Eighty digits of 8 × 8 pixels; 30 layers, 64 units wide; three nets for each rule.
# -->

# %% slide="skip"
def deep_net(times, rng, depth=30, width=64):
    """A ReLU net from 64 pixels to one logit; its weights have variance times / n_in, biases 0."""
    widths = [64] + [width] * (depth - 1) + [1]
    return [{"W": rng.normal(0, np.sqrt(times / n_in), (n_in, n_out)), "b": np.zeros(n_out),
             "activation": "linear" if n_out == 1 else "relu"}
            for n_in, n_out in pairwise(widths)]

# %% slide="skip"
def loss_curve(net, X, y, lr=0.01, steps=150):
    """The loss before each step of gradient descent."""
    curve = []
    for _ in range(steps):
        logits, trace = forward(net, X)
        loss, grad = logistic_loss(logits, y)
        net = descend(net, backward(net, trace, grad), lr)
        curve.append(loss)
    return curve

# %% slide="skip"
X, y = digits(400, rng)
X, y = X[y < 2], y[y < 2]                               # the zeros and the ones
learning = {rule: [loss_curve(deep_net(times, rng), X, y) for _ in range(3)]
            for rule, times in (("He: $2/n$", 2), ("Xavier: $1/n$", 1))}

# %% slide="-"
pictures.losses(learning, np.log(2), "ln 2: what guessing costs")

# %% [markdown] slide="fragment"
# Xavier's nets stay at $\ln 2$: they answer "fifty-fifty" to every picture, and in these 150 steps
# gradient descent does not move them. So the third guess is right, for these steps. He et al. (2015) saw the
# same with 30 layers. (He's nets jump on their way, up to 1.5: the learning rate is close to the
# largest at which they train. Still they learn.)
#
# <!-- slide:
# **Xavier's nets stay at $\ln 2$**: they answer "fifty-fifty" to every picture. He's learn.
# -->

# %% [markdown] slide="skip"
# Is 0.01 just the wrong learning rate for Xavier's net? Take 10, 100 and 1,000 times as much. The
# lowest loss that a net passes through in 150 steps:

# %% slide="skip"
lowest = {}
with np.errstate(over="ignore", invalid="ignore"):      # the largest rate ends in NaN
    for lr in (0.1, 1.0, 10.0):
        lowest[lr] = np.nanmin(loss_curve(deep_net(1, rng), X, y, lr=lr))
        print(f"Xavier, learning rate {lr:4}: lowest loss {lowest[lr]:.4f}  (ln 2 is {np.log(2):.4f})")

# %% [markdown] slide="skip"
# None of them learns in 150 steps; at a rate of 1 the loss only jitters. A stall is not for ever, though:
# with a rate of 0.1 and 2,500 steps seven of eight such nets did leave $\ln 2$.

# %% [markdown] slide="slide" name="half" covers="S0.13,S0.12"
# ## What does ReLU take away?
#
# Follow one number. Given its inputs, $z = \sum_i w_i x_i$ is a sum of random weights. Weights
# $W$ and $-W$ are equally likely, so $z$ and $-z$ are: **$z$ is symmetric around 0**.
#
# ReLU keeps the positive part. Split the square of $z$ into what is kept and what is lost:
#
# $$z^2 = \operatorname{relu}(z)^2 + \operatorname{relu}(-z)^2$$
#
# <!-- slide:
# Weights $W$ and $-W$ are equally likely, so $z$ and $-z$ are: **$z$ is symmetric around 0**.
#
# ReLU keeps the positive part:
#
# $$z^2 = \operatorname{relu}(z)^2 + \operatorname{relu}(-z)^2$$
# -->

# %% [markdown] slide="fragment"
# One of the two is always zero. By symmetry both have the same mean, so each has half:
#
# $$E[\operatorname{relu}(z)^2] = \tfrac12\, E[z^2] = \tfrac12 \operatorname{Var} z$$

# %% slide="skip"
z = np.linspace(-4, 4, 401)
density = np.exp(-z**2 / 2) / np.sqrt(2 * np.pi)

# %% slide="subslide"
pictures.second_moment(z, density)

# %% [markdown] slide="fragment"
# No normal distribution was needed, only symmetry. The curve drawn is normal; any symmetric one
# would do.

# %% [markdown] slide="subslide"
# ### Could it be wrong? Three symmetric distributions
#
# Normal, uniform, and one that takes two values only. Were the ½ a property of the normal
# distribution, the other two would show another number.
#
# <!-- slide:
# Were the ½ a property of the normal distribution, the other two would show another number.
# -->

# %% slide="-"
million = 1_000_000
SYMMETRIC = {"normal": rng.normal(size=million), "uniform": rng.uniform(-3, 3, million),
             "only ±2": rng.choice([-2.0, 2.0], million)}
kept = {name: np.mean(relu(z) ** 2) / np.mean(z**2) for name, z in SYMMETRIC.items()}
print({name: round(float(share), 3) for name, share in kept.items()})

# %% [markdown] slide="fragment"
# It is said that ReLU "zeros out half the information". On average it zeroes half of the *units*
# for each input, and half of the **mean square**. Which half differs from input to input, and that tells
# inputs apart; "information" is no measure of it.
#
# <!-- slide:
# So on average ReLU zeroes half of the *units*, and half of the **mean square**: not "half the
# information".
# -->

# %% [markdown] slide="slide" name="mean-square" covers="E6,S3.14"
# ## Half of what? Mean square, not variance
#
# "ReLU halves the variance", one reads. After ReLU the mean is no longer 0, so mean square and
# variance differ. For a normal $z$ with standard deviation $\sigma$:
#
# $$E[a] = \int_0^\infty z\, \frac{e^{-z^2/2\sigma^2}}{\sigma\sqrt{2\pi}}\, dz
# = \left[ -\sigma\, \frac{e^{-z^2/2\sigma^2}}{\sqrt{2\pi}} \right]_0^\infty
# = \frac{\sigma}{\sqrt{2\pi}}$$
#
# $$\operatorname{Var} a = E[a^2] - E[a]^2
# = \left( \tfrac12 - \tfrac1{2\pi} \right) \sigma^2 = 0.3408\, \sigma^2$$
#
# Not half: about a third. So which of the two, ½ or 0.3408, does the next layer see?

# %% [markdown] slide="subslide"
# ### The next layer's sum answers
#
# [Lesson 01](01_signals.ipynb): a sum of $n$ products has the variance
# $n\,(E[w]^2 \operatorname{Var} a + E[a]^2\, \sigma_w^2 + \sigma_w^2 \operatorname{Var} a)$.
# With $E[w] = 0$ the first term goes, and the other two join:
#
# $$\operatorname{Var} z = n_{in}\, \sigma_w^2 \left( E[a]^2 + \operatorname{Var} a \right)
# = n_{in}\, \sigma_w^2\, E[a^2]$$
#
# The mean square. **The mean of $a$ is not lost: the weights turn it into variance again.**
#
# Prediction: in a net with $n\,\sigma_w^2 = 1$, each layer multiplies $\operatorname{Var} z$ by
# ½. If variances counted, it would be 0.3408.

# %% slide="skip"
def variances_of_z(depth, width, rng):
    """Var z in each layer of a ReLU net whose weights have variance 1/n."""
    x, variances = rng.normal(size=(200, width)), []    # a batch of 200 inputs
    for _ in range(depth):
        z = x @ rng.normal(0, np.sqrt(1 / width), (width, width))
        variances.append(np.mean(z**2))
        x = relu(z)
    return np.array(variances)


variances = np.mean([variances_of_z(12, 512, rng) for _ in range(4)], axis=0)
measured_factors = variances[1:] / variances[:-1]

# %% slide="subslide"
pictures.factors(measured_factors, {"mean square": 1 / 2, "variance": 1 / 2 - 1 / (2 * np.pi)})

# %% [markdown] slide="slide" name="forward" covers="S2.11,S0.9,Q6"
# ## Thirty halves
#
# Put the two lines together. From one layer's $z$ to the next:
#
# $$\operatorname{Var} z_{l+1} = n_{in}\, \sigma_w^2 \cdot \tfrac12 \operatorname{Var} z_l$$
#
# To keep it, the factor must be 1 (He et al. 2015, eq. 10):
#
# $$\tfrac12\, n_{in}\, \sigma_w^2 = 1 \qquad\Longrightarrow\qquad \sigma_w^2 = \frac{2}{n_{in}},
# \quad \sigma_w = \sqrt{\frac{2}{n_{in}}}$$
#
# With $1/n$ the factor is ½. After 30 layers the variance is $2^{-30}$, the rms $2^{-15}$.

# %% [markdown] slide="subslide"
# ### Three rules through 30 layers
#
# 512 units wide. The third rule is what PyTorch's `nn.Linear` draws, $U(\pm 1/\sqrt n)$: its
# variance is $1/(3n)$ ([lesson 06](06_frameworks.ipynb)), so each layer should multiply the mean square by 1/6.
#
# <!-- slide:
# 512 units wide. PyTorch's `nn.Linear` draws $U(\pm 1/\sqrt n)$: variance $1/(3n)$, so a factor of 1/6
# per layer. Lines: the formula. Markers: measured.
# -->

# %% slide="skip"
def rms(x):
    """Root mean square of all entries."""
    return np.sqrt(np.mean(x**2))


def rms_by_layer(f, variance, depth, width, rng, start=1.0):
    """The rms of the input, which is `start`, then of f(x W) layer after layer; no biases."""
    x = start * rng.normal(size=(64, width))            # a batch of 64 inputs
    sizes = [rms(x)]
    for _ in range(depth):
        x = f(x @ rng.normal(0, np.sqrt(variance), (width, width)))
        sizes.append(rms(x))
    return sizes

# %% slide="skip"
THREE = {"He: $2/n$": 2, "Xavier: $1/n$": 1, "PyTorch: $1/(3n)$": 1 / 3}
through = {name: rms_by_layer(relu, times / 512, 30, 512, rng) for name, times in THREE.items()}
expected = {name: (times / 2) ** (np.arange(31) / 2) for name, times in THREE.items()}
for name in THREE:
    print(f"{name:18} measured {through[name][-1]:8.2e}   expected {expected[name][-1]:8.2e}")

# %% slide="subslide"
pictures.through_depth({"": through}, "One factor per layer decides: 1, ½ or 1/6", expected)

# %% [markdown] slide="fragment"
# $2^{-15} = 3.05 \cdot 10^{-5}$ and $6^{-15} = 2.1 \cdot 10^{-12}$. Lines: the formula. Markers:
# measured.
#
# <!-- slide:
# At the end: $2^{-15} = 3.05 \cdot 10^{-5}$ and $6^{-15} = 2.1 \cdot 10^{-12}$.
# -->

# %% [markdown] slide="skip"
# He's measured value is near 1, not exactly 1: the weights are random, and so is what they do to a
# signal. The spread between nets grows with depth divided by width. And PyTorch's `nn.Linear` draws a random
# bias as well, which the picture leaves out. With it the numbers stop shrinking, and the signal
# does not get through any better; [lesson 06](06_frameworks.ipynb) shows how that can be.
#
# In the first layer the ½ is missing, as the data did not come through a ReLU. That is one factor of 2
# once, not once per layer, so it does not matter; He et al. say the same.

# %% [markdown] slide="slide" name="backward"
# ## Backward: the same ½, the other fan
#
# The chain rule, layer by layer: $\delta = f'(z) \odot W^T \delta_{above}$, where $W$ and
# $\delta_{above}$ are those of the next layer up. ReLU's slope is 1 where $z > 0$ and 0 elsewhere.
#
# 1. $W^T \delta_{above}$ is a sum of $n_{out}$ terms: mean square
#    $n_{out}\, \sigma_w^2\, E[\delta_{above}^2]$ ([lesson 03](03_fans.ipynb)).
# 2. $z > 0$ in half the cases, so half of it passes: $E[f'(z)^2] = \tfrac12$.
#
# $$E[\delta^2] = \tfrac12\, n_{out}\, \sigma_w^2\, E[\delta_{above}^2]
# \qquad\Longrightarrow\qquad \sigma_w^2 = \frac{2}{n_{out}}$$
#
# That is their eq. 14. Step 2 takes the sign of $z$ to be independent of what comes from above: an
# assumption, to be tested.
#
# <!-- slide:
# Layer by layer: $\delta = f'(z) \odot W^T \delta_{above}$, with $W$ and $\delta_{above}$ of the next
# layer up.
#
# 1. $W^T \delta_{above}$: a sum of $n_{out}$ terms ([lesson 03](03_fans.ipynb)), mean square
#    $n_{out}\, \sigma_w^2\, E[\delta_{above}^2]$.
# 2. $z > 0$ in half the cases: $E[f'(z)^2] = \tfrac12$.
#
# $$E[\delta^2] = \tfrac12\, n_{out}\, \sigma_w^2\, E[\delta_{above}^2]
# \qquad\Longrightarrow\qquad \sigma_w^2 = \frac{2}{n_{out}}$$
#
# Assumed: the sign of $z$ is independent of what comes from above.
# -->

# %% [markdown] slide="skip"
# ### Both passes in code
#
# One net, drawn with either fan: send a signal up through it, and a random gradient back down.

# %% slide="skip"
def there_and_back(widths, mode, rng):
    """rms of the signal after each ReLU layer, and of the gradient sent back to each."""
    fans = [pair[mode == "fan_out"] for pair in pairwise(widths)]       # (n_in, n_out)
    weights = [rng.normal(0, np.sqrt(2 / fan), shape)
               for fan, shape in zip(fans, pairwise(widths), strict=True)]
    signals = [rng.normal(size=(50, widths[0]))]
    for W in weights:
        signals.append(relu(signals[-1] @ W))
    gradients = [rng.normal(size=signals[-1].shape)]                    # dL/da at the output
    for W, a in zip(weights[::-1], signals[:0:-1], strict=True):
        gradients.append((gradients[-1] * (a > 0)) @ W.T)
    return [rms(a) for a in signals], [rms(g) for g in gradients[::-1]]

# %% [markdown] slide="subslide" name="either" covers="E8,S1.9"
# ### Does He use only the inputs? Either fan will do
#
# Draw with $2/n_{in}$. Backward, a layer then has the factor
# $n_{out}/n_{in}$ instead of 1. But one layer's $n_{out}$ is the next layer's $n_{in}$. With widths
# $n_0, n_1, \dots, n_D$:
#
# $$\frac{n_1}{n_0} \cdot \frac{n_2}{n_1} \cdot \frac{n_3}{n_2} \cdots \frac{n_D}{n_{D-1}}
# = \frac{n_D}{n_0}$$
#
# All but the first and the last width cancel. The gradient is off by one constant factor,
# however deep the net; nothing grows or vanishes exponentially. With $2/n_{out}$ the same holds
# for the forward pass.
#
# <!-- slide:
# Draw with $2/n_{in}$. Backward, each layer has the factor $n_{out}/n_{in}$. But its $n_{out}$ is the
# next layer's $n_{in}$:
#
# $$\frac{n_1}{n_0} \cdot \frac{n_2}{n_1} \cdot \frac{n_3}{n_2} \cdots \frac{n_D}{n_{D-1}}
# = \frac{n_D}{n_0}$$
#
# **One constant factor, however deep the net.** With $2/n_{out}$ the same holds forward.
# -->

# %% slide="skip"
widths = [300, 900, 450, 150] * 6 + [300]               # wide and narrow in turn
passes = {mode: np.mean([there_and_back(widths, mode, rng) for _ in range(4)], axis=0)
          for mode in ("fan_in", "fan_out")}                            # four nets each
both = {"forward: rms of the signal": {mode: passes[mode][0] for mode in passes},
        "backward: rms of the gradient": {mode: passes[mode][1] for mode in passes}}

# %% slide="subslide"
pictures.through_depth(
    both, "Widths 300, 900, 450, 150, …: one pass is level, the other wanders", y="rms (no unit)")

# %% [markdown] slide="fragment"
# So "He uses only the inputs" is too narrow: He et al. find either form sufficient. Fan-in is
# the usual default. The assumption about the sign of $z$ held here, where the gradient at the top
# was random noise.
#
# <!-- slide:
# "He uses only the inputs" is too narrow: **either fan is enough**. Fan-in is the usual default.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: with the gradient of a loss.** A loss looks at the same outputs that the signs of $z$
# have shaped, so the two need not be independent. Measured in nets of 30 layers, as the mean square of
# the gradient at the bottom over that at the top: with softmax and cross-entropy for ten random
# classes, 256 wide, 1.1 (the standard error over 150 nets is 0.05). With $L = \frac12 \sum z^2$, whose gradient is
# the output itself, it is 4.3, 2.9, 2.0 and 1.5 at widths of 128, 256, 512 and 1024. So it is an
# effect of finite width, and small with the usual loss.

# %% [markdown] slide="slide" name="leaky" covers="E7,S3.15"
# ## Leaky ReLU: the lost half comes back, a little
#
# Leaky ReLU is $f(z) = z$ for positive $z$ and $a z$ for negative $z$. (In this section $a$ is that
# slope, as in PyTorch. PReLU is a leaky ReLU that learns it.) The same split, with the lost half
# multiplied by $a$:
#
# $$f(z)^2 = \operatorname{relu}(z)^2 + a^2 \operatorname{relu}(-z)^2
# \qquad\Longrightarrow\qquad E[f(z)^2] = \tfrac12 (1 + a^2)\, E[z^2]$$
#
# <!-- slide:
# $f(z) = z$ for positive $z$, $a z$ for negative $z$; here $a$ is the slope. The lost half times
# $a$:
#
# $$f(z)^2 = \operatorname{relu}(z)^2 + a^2 \operatorname{relu}(-z)^2
# \qquad\Longrightarrow\qquad E[f(z)^2] = \tfrac12 (1 + a^2)\, E[z^2]$$
# -->

# %% [markdown] slide="fragment"
# $$\tfrac12 (1 + a^2)\, n_{in}\, \sigma_w^2 = 1 \qquad\Longrightarrow\qquad
# \sigma_w^2 = \frac{2}{(1 + a^2)\, n_{in}}$$
#
# Check the ends: $a = 0$ is ReLU and gives He's 2. $a = 1$ is no activation at all and gives
# LeCun's $1/n_{in}$. The squared slope has the same mean, $E[f'(z)^2] = \tfrac12(1+a^2)$, so
# backward has the same factor.
#
# <!-- slide:
# $$\tfrac12 (1 + a^2)\, n_{in}\, \sigma_w^2 = 1 \qquad\Longrightarrow\qquad
# \sigma_w^2 = \frac{2}{(1 + a^2)\, n_{in}}$$
#
# $a = 0$: ReLU, He's 2. $a = 1$: no activation, LeCun's $1/n_{in}$. Backward: the same factor.
# -->

# %% [markdown] slide="subslide"
# ### "He's $2/n_{in}$, also for leaky ReLU"?
#
# If so, then each layer multiplies the mean square by $1 + a^2$, and 30 layers the
# rms by $(1+a^2)^{15}$. Prediction for $a = 0.01$, the usual slope: 1.0015. For $a = 0.25$, where
# PReLU starts: 2.5. For $a = 0.5$: 28.
#
# <!-- slide:
# If so, 30 layers multiply the rms by $(1 + a^2)^{15}$: by 1.0015 for $a = 0.01$, 2.5 for 0.25, 28 for
# 0.5.
# -->

# %% slide="skip"
def leaky(a):
    """max(z, a z), for 0 ≤ a ≤ 1."""
    return lambda z: np.maximum(z, a * z)


def final_rms(a, variance):
    """The rms after 30 layers of 200 units, over three nets."""
    return rms(np.array([rms_by_layer(leaky(a), variance, 30, 200, rng)[-1] for _ in range(3)]))


slopes = [0, 0.01, 0.25, 0.5, 0.75, 1]
ends = {"$2/n_{in}$": [final_rms(a, 2 / 200) for a in slopes],
        "$2/((1+a^2)\\, n_{in})$": [final_rms(a, 2 / (1 + a**2) / 200) for a in slopes]}
a = np.linspace(0, 1, 101)
curves = {"$2/n_{in}$": (a, (1 + a**2) ** 15), "$2/((1+a^2)\\, n_{in})$": (a, np.ones(101))}

# %% slide="-"
pictures.after_layers(slopes, ends, curves, "Harmless at a = 0.01, not at 0.25")

# %% [markdown] slide="fragment"
# The claim is wrong, but a slope of 0.01 hides it: 0.15 % is lost in the noise.

# %% [markdown] slide="slide" name="sources" covers="E6,E7,E8,E15"
# ## Common claims
#
# | claim | verdict |
# |---|---|
# | ReLU halves the variance | it halves the *mean square*; $\operatorname{Var} a = 0.3408 \operatorname{Var} z$ |
# | ReLU zeros out half the information | half the units, half the mean square |
# | He for leaky ReLU is $2/n_{in}$ | $2/((1+a^2)\,n_{in})$; at $a = 0.01$ hardly visible |
# | He uses only the inputs | fan-in or fan-out: either alone is enough |
# | multiply by $\sqrt{2/n}$ with ReLU | yes: that is the std, $n = n_{in}$ |
# | "Kaiming's" and "Xavier's" rule | given names: He et al. 2015, Glorot & Bengio 2010 |

# %% [markdown] slide="slide" name="recap"
# ## The opening question, answered
#
# Xavier keeps the size of $z$ when the activation passes everything. **ReLU passes half of the
# mean square.** So each layer halves it, and 30 layers leave $2^{-15} = 3 \cdot 10^{-5}$ of the
# signal, and as much of the gradient: the logits are nearly 0, the loss is $\ln 2$, and 150 steps do not
# change that. The 2 in $2/n$ undoes exactly this ½, which comes from symmetry alone.
#
# <!-- slide:
# **ReLU passes half of the mean square.** With Xavier's rule, 30 layers leave
#
# $$2^{-15} = 3 \cdot 10^{-5}$$
#
# of the signal, and as much of the gradient: the logits are nearly 0, the loss is $\ln 2$.
#
# The 2 in $2/n$ undoes exactly this ½, which comes from symmetry alone.
# -->

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - $E[\operatorname{relu}(z)^2] = \tfrac12 E[z^2]$: mean square, not variance.
# - He: $\sigma_w^2 = 2/n_{in}$, or $2/n_{out}$. Leaky: divide by $1 + a^2$.
# - One fan is enough: the other pass is off by one constant factor, whatever the depth.
# - Size kept on average is not size kept in each net: the spread grows with depth divided by width.

# %% [markdown] slide="skip"
# *What would have refuted this?* Factors of 0.34 in the picture of the layers; a uniform or
# two-valued $z$ with another share than ½; a gradient that follows another fan.
#
# **Where next?** The [assignment `he`](../assignments/he/he.ipynb): the moments of ReLU, the factor of
# a layer, `he_normal` and `he_uniform`. Its exercise 4, the gain of any activation, goes with
# [lesson 05b](05b_gains.ipynb), which asks what takes the place of $\sqrt2$ for tanh, GELU or SELU.
#
# *Sources.* K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, 2015: eq. 7 to
# 10 (forward), 11 to 14 (backward), 15 (PReLU), figure 3 (30 layers).
