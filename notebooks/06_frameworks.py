# %% [markdown] slide="slide"
# # What did `nn.Linear` actually sample?
#
# You write `nn.Linear(512, 512)` and never think of its weights. Somebody chose a distribution for you.
# "PyTorch and TensorFlow usually apply Xavier or He by default", a textbook says. So which one
# is it?
#
# | your guess | variance times inputs, $n \cdot \operatorname{Var} w$ |
# |---|---|
# | Xavier, LeCun (the same here, as $n_{in} = n_{out}$) | 1 |
# | He | 2 |
# | standard normal | 512 |
# | something else | ? |
#
# Note it down. PyTorch's source has one line, `kaiming_uniform_(self.weight, a=math.sqrt(5))`.
# Kaiming is He's given name. But what is the $\sqrt 5$?

# %% [markdown] slide="skip"
# About 40 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can say what PyTorch, Keras and Flax draw, and get the weights that you want.
#
# By the end you can say which distribution each library draws a layer's weights from, check it with two
# numbers read off the weights, and write all of the classical initializers as single lines over
# one function. Nothing but NumPy is needed here: the distributions are drawn by hand. What the real
# libraries return was measured as well, in PyTorch 2.13.0, Keras 3.15.1, JAX 0.10.2 and Flax 0.12.8;
# the tables have it.
#
# The symbols are those of lessons 01 to 05: $n_{in}$, $n_{out}$, $\sigma_w^2$, and the gain $g$
# in $\sigma_w = g / \sqrt{n_{in}}$. New: $U(\pm b)$, the uniform distribution from $-b$ to $b$, and $c$,
# where a distribution is cut off.

# %% slide="skip"
import numpy as np

from initlab import figures
from initlab.figures import distributions as pictures
from initlab.activations import ACTIVATIONS
from initlab.figures.relu import through_depth

rng = np.random.default_rng(6)
relu = ACTIVATIONS["relu"].f

# %% [markdown] slide="slide" name="default" covers="E9,S3.16"
# ## PyTorch: take the line apart
#
# `kaiming_uniform_(w, a)` is He's rule for a leaky ReLU of slope $a$, drawn uniformly. From
# lessons 05 and 04:
#
# $$\sigma_w^2 = \frac{2}{(1 + a^2)\, n_{in}}, \qquad \text{bound} = \sqrt 3\, \sigma_w$$
#
# Put in $a = \sqrt 5$:
#
# $$\sigma_w^2 = \frac{2}{(1+5)\, n_{in}} = \frac{1}{3\, n_{in}}, \qquad
# \text{bound} = \sqrt{3 \cdot \frac{1}{3\, n_{in}}} = \frac{1}{\sqrt{n_{in}}}$$
#
# There is no leaky ReLU of slope 2.236 anywhere. The $\sqrt 5$ is a number chosen so that He's
# formula gives $U(\pm 1/\sqrt{n_{in}})$.

# %% [markdown] slide="subslide"
# ### So $n \cdot \operatorname{Var} w = \tfrac13$: neither Xavier nor He
#
# $U(\pm 1/\sqrt n)$ has a name. Glorot and Bengio (2010) call it "the commonly used heuristic":
# their equation 1, with $n \operatorname{Var} w = \tfrac13$. **It is the very rule that their
# paper sets out to replace.** PyTorch inherited it from its ancestor Torch; the call through
# `kaiming_uniform_` was written so that it changes nothing.
#
# (A trap: read $\sqrt 5$ as a *gain*, and you get the variance $5/n$ instead of $1/(3n)$,
# fifteen times too much.)

# %% [markdown] slide="skip"
# The comment beside the line in PyTorch's source says that it is the same as
# uniform(−1/√in_features, 1/√in_features), and points to
# [issue 57109](https://github.com/pytorch/pytorch/issues/57109). `nn.Conv2d` has the same line,
# with $n_{in}$ counted as in [lesson 03](03_fans.ipynb).

# %% [markdown] slide="slide" name="three-defaults" covers="S1.12,S2.13"
# ## Three libraries, three distributions
#
# All three have the initializers of lessons 04 and 05 built in. If you name none, a dense layer
# gets
#
# | library | default for weights | distribution | bias |
# |---|---|---|---|
# | PyTorch `nn.Linear` | `kaiming_uniform_(a=√5)` | $U(\pm 1/\sqrt{n_{in}})$ | $U(\pm 1/\sqrt{n_{in}})$ |
# | Keras `Dense` | `glorot_uniform` | $U(\pm\sqrt{6/(n_{in}+n_{out})})$ | 0 |
# | Flax `Dense` (JAX) | `lecun_normal` | normal, variance $1/n_{in}$, cut at 2σ | 0 |
#
# Here they are, for 512 → 512.

# %% slide="skip"
n = 512
z = rng.normal(size=2 * n * n)
inside = z[np.abs(z) < 2][:n * n].reshape(n, n)         # a normal one without its tails
DEFAULTS = {"PyTorch": rng.uniform(-1 / np.sqrt(n), 1 / np.sqrt(n), (n, n)),
            "Keras": rng.uniform(-np.sqrt(6 / (n + n)), np.sqrt(6 / (n + n)), (n, n)),
            "Flax": inside / 0.87963 / np.sqrt(n)}      # the std of what is left; derived below

# %% slide="subslide"
pictures.histograms(DEFAULTS, "Three libraries, three distributions: PyTorch's is the narrowest")

# %% [markdown] slide="fragment"
# Keras's and Flax's distributions look different and have the same std, as $n_{in} = n_{out}$. PyTorch's
# is $\sqrt 3$ times narrower.

# %% [markdown] slide="subslide" name="fingerprint"
# ### Two numbers that identify a distribution
#
# For weights $W$ with $n$ inputs, read off
#
# - $n \cdot \operatorname{Var} W$: 2 He, 1 LeCun, ⅓ PyTorch;
# - largest weight / std: uniform $\sqrt 3 = 1.732$; normal cut at 2σ $2/0.8796 = 2.274$; a normal
#   distribution that is not cut, about 4 for 16,000 weights, and growing with their number.

# %% slide="-"
def fingerprint(W, n_in):
    """n·Var of the weights, and the largest in units of their std."""
    return n_in * W.var(), np.abs(W).max() / W.std()


for name, W in DEFAULTS.items():
    print(f"{name:8} n·Var {fingerprint(W, n)[0]:.3f}   largest/std {fingerprint(W, n)[1]:.3f}")

# %% [markdown] slide="subslide"
# ### The real ones
#
# Predicted from the distributions above, and measured on 400 → 300 in the libraries themselves:
#
# | | n·Var predicted | measured | largest/std predicted | measured |
# |---|---|---|---|---|
# | PyTorch `nn.Linear` | 0.333 | 0.333 | 1.732 | 1.733 |
# | Keras `Dense` | 1.143 | 1.144 | 1.732 | 1.731 |
# | Flax `Dense` | 1.000 | 1.003 | 2.274 | 2.270 |
#
# Were the default Xavier or He, the first row would say 1.143 or 2. (Keras: $400 \cdot 2/700$.)

# %% [markdown] slide="skip"
# To look for yourself, where PyTorch is installed:
# `W = torch.nn.Linear(400, 300).weight.detach().numpy()`, then `fingerprint(W, 400)`. This
# course's conformance test does it each time it finds PyTorch.

# %% [markdown] slide="slide" name="signal"
# ## What the defaults do to a signal
#
# 30 layers, 512 wide, ReLU, no normalization, biases 0. [Lesson 05](05_he.ipynb): each layer multiplies the
# mean square by $\tfrac12\, n\, \sigma_w^2$. Prediction: 1/6 for PyTorch, ½ for Keras and Flax.
# **None of the three defaults is made for ReLU.**

# %% slide="skip"
def rms(x):
    """Root mean square of all entries."""
    return np.sqrt(np.mean(x**2))


def through(bound_w, bound_b, rng, depth=30):
    """rms of the signal, and of its spread between inputs, after each ReLU layer."""
    x = rng.normal(size=(64, n))                        # 64 inputs
    sizes = [(rms(x), rms(x - x.mean(axis=0)))]
    for _ in range(depth):
        W = rng.uniform(-bound_w, bound_w, (n, n))
        b = rng.uniform(-bound_b, bound_b, n)
        x = relu(x @ W + b)
        sizes.append((rms(x), rms(x - x.mean(axis=0))))
    return np.array(sizes).T

# %% slide="skip"
BOUNDS = {"He": np.sqrt(6 / n), "Keras, Flax": np.sqrt(3 / n),
          "PyTorch": np.sqrt(1 / n)}
signal = {name: through(bound, 0, rng)[0] for name, bound in BOUNDS.items()}
layers = np.arange(31)
factors = {"He": 1.0, "Keras, Flax": 2 ** (-layers / 2), "PyTorch": 6 ** (-layers / 2)}
expected = {name: factor * np.ones(31) for name, factor in factors.items()}

# %% slide="subslide"
through_depth({"": signal}, "No default keeps the size of a ReLU net's signal", expected)

# %% [markdown] slide="subslide" name="relu-glorot" covers="S2.14,E11"
# ### A line that says the opposite of its text
#
# A blog teaches $\sqrt{2/n}$ for ReLU, then shows
#
# `Dense(32, activation='relu', kernel_initializer='glorot_uniform')`
#
# - It pairs ReLU with Glorot, against its own rule: for ReLU, `kernel_initializer='he_normal'` or
#   `'he_uniform'`.
# - And it restates the default: leave the argument out, and nothing changes.

# %% [markdown] slide="slide" name="bias"
# ## And PyTorch's bias?
#
# `nn.Linear` draws it too, from the same $U(\pm 1/\sqrt n)$. Then the signal cannot vanish, can
# it? Each layer adds the bias's variance, $1/(3n)$. With $q$ the mean square of $z$:
#
# $$q \;\mapsto\; \tfrac16\, q + \frac{1}{3n} \qquad\Longrightarrow\qquad
# q^* = \frac{1/(3n)}{1 - \tfrac16} = \frac{2}{5n}$$
#
# The size settles where a step changes nothing, at $q = q^*$. So $z$ has rms
# $\sqrt{2/(5 \cdot 512)} = 0.028$, and $a = \operatorname{relu}(z)$ has
# $0.028/\sqrt2 = 0.020$: not $10^{-12}$.
#
# But *what* has this size? The bias is the same for every input. So measure the spread of the
# signal **between inputs**, too.
#
# <!-- slide:
# `nn.Linear` draws it too, from $U(\pm 1/\sqrt n)$. Each layer adds its variance, $1/(3n)$. With $q$ the
# mean square of $z$:
#
# $$q \;\mapsto\; \tfrac16\, q + \frac{1}{3n} \qquad\Longrightarrow\qquad
# q^* = \frac{1/(3n)}{1 - \tfrac16} = \frac{2}{5n}$$
#
# So $a$ keeps an rms of 0.020, not $10^{-12}$. But the bias is the same for every input: measure the
# spread **between inputs**, too.
# -->

# %% slide="skip"
size, spread = through(1 / np.sqrt(n), 1 / np.sqrt(n), rng)
settled = np.sqrt(2 / (5 * n) / 2)
with_bias = {"size of the signal": size, "spread between inputs": spread}

# %% slide="subslide"
through_depth({"": with_bias}, "With random biases the size stays, the signal is gone",
              {"size of the signal": np.maximum(6 ** (-layers / 2), settled)},
              y="rms (no unit)")

# %% [markdown] slide="fragment"
# The size obeys the formula; the spread keeps falling by $\sqrt 6$ a layer, as without biases.
# After 30 layers the net answers the same to every input, with numbers that look healthy. **A
# signal's size can be kept by something that is no signal.**

# %% [markdown] slide="skip"
# Why does the spread fall as it would without biases? Take two inputs. Both get the same bias, so
# it cancels from the difference of their $z$, which is a sum of $n$ terms as ever:
# $n\,\sigma_w^2 = \tfrac13$. Once the two are nearly alike, their $z$ has the same sign, and ReLU
# passes the difference where that sign is positive: half of the cases. So $\tfrac13 \cdot \tfrac12$,
# in mean square, per layer.
#
# [Lesson 05](05_he.ipynb)'s figure for PyTorch's default, an rms of $2 \cdot 10^{-12}$ after 30 layers, is that of
# the weights alone. With its biases the rms is 0.020. Both are right, and the spread is what a net
# can learn from.
#
# Why do PyTorch nets train then? Most are not 30 layers deep without batch or layer normalization,
# which sets the size again in each layer; and many call an initializer of their own (torchvision's
# ResNets, and many Transformers). For few layers it matters little.

# %% [markdown] slide="slide" name="truncation"
# ## Why does Flax cut its normal distribution off?
#
# A normal distribution has tails: of a million weights a few hundred lie beyond 3.5σ. `lecun_normal`,
# `he_normal` and `glorot_normal` of Keras and JAX have none beyond $\pm 2\sigma$: a weight out there
# is drawn again. (JAX gets the same distribution from the inverse error function.) That is 4.6 % of
# the weights, and they were the large ones. So what is left is **narrower than σ**. By how much?
#
# <!-- slide:
# `lecun_normal`, `he_normal` and `glorot_normal` of Keras and JAX draw again what lies beyond
# $\pm 2\sigma$: 4.6 % of the weights, the large ones. So what is left is **narrower than σ**. By how
# much?
# -->

# %% slide="skip"
grid = (np.arange(-8000, 8000) + 0.5) / 2000           # the middles of strips, 0.0005 wide
density = np.exp(-grid**2 / 2) / np.sqrt(2 * np.pi)

# %% slide="-"
middle = np.abs(grid) < 2
share_inside = density[middle].sum() / 2000
std_inside = np.sqrt((grid[middle]**2 * density[middle]).sum() / density[middle].sum())
pictures.cut_normal(grid, density, 2, share_inside, std_inside)

# %% [markdown] slide="subslide" name="cut-variance"
# ### The variance within $\pm c$, exactly
#
# With the normal density $\varphi(z) = e^{-z^2/2}/\sqrt{2\pi}$, note $\varphi'(z) = -z\varphi(z)$.
# Then
#
# $$\int_{-c}^{c} z^2 \varphi\, dz = \int_{-c}^{c} z \cdot z\varphi\, dz
# = \big[ -z\varphi \big]_{-c}^{c} + \int_{-c}^{c} \varphi\, dz = P - 2c\,\varphi(c)$$
#
# by parts, with $P$ the probability of being inside. What is left has the density $\varphi / P$:
#
# $$\operatorname{Var} = \frac{P - 2c\,\varphi(c)}{P} = 1 - \frac{2c\,\varphi(c)}{P}$$

# %% [markdown] slide="fragment"
# For $c = 2$: $\varphi(2) = 0.05399$, $P = 0.95450$, so
# $\operatorname{Var} = 1 - 0.21596/0.95450 = 0.7737$, and the std is **0.8796**.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the libraries' constant.** Keras and JAX both divide by 0.87962566103423978. Is it
# right? Integrate, instead of trusting either the formula or the library. Gauss–Legendre quadrature
# does for an interval what Gauss–Hermite did for the normal distribution in
# [lesson 05b](05b_gains.ipynb): with 40 points it is exact for powers up to 79.

# %% slide="skip" tags=["deeper"]
points, weights = np.polynomial.legendre.leggauss(40)
z, weight = 2 * points, weights * np.exp(-(2 * points) ** 2 / 2)
constant = np.sqrt(np.sum(z**2 * weight) / np.sum(weight))
print(f"integrated {constant:.15f}   in the libraries 0.87962566103423978")

# %% slide="skip"
cuts = np.linspace(0.05, 4, 80)
insides = [np.abs(grid) < c for c in cuts]
cut_stds = [np.sqrt((grid[i]**2 * density[i]).sum() / density[i].sum()) for i in insides]

# %% slide="subslide"
pictures.price_of_a_cut(cuts, cut_stds)

# %% [markdown] slide="subslide" name="correction"
# ### The correction, and who makes it
#
# Want std $\sigma$? Cut a **wider** normal distribution: draw with $\sigma / 0.8796$, again and again until
# within *its* $\pm 2$ deviations. The bound is then $2\sigma/0.8796 = 2.274\,\sigma$.
#
# | | asked for | measured std | corrected |
# |---|---|---|---|
# | Keras `HeNormal`, JAX `he_normal` | 0.0707 | 0.0707, 0.0708 | yes |
# | Keras `TruncatedNormal(stddev=0.05)` | 0.05 | 0.0439 | **no** |
# | JAX `truncated_normal(0.05)` | 0.05 | 0.0440 | **no** |
# | PyTorch `trunc_normal_(w)` | 1 | 0.880 | **no** |
# | PyTorch `trunc_normal_(w, std=0.02)` | 0.02 | 0.0200 | not cut at all! |

# %% [markdown] slide="skip"
# The last row: PyTorch's `a=-2, b=2` are *weights*, not numbers of deviations. With `std=0.02` they
# cut at 100 deviations, that is, never. To cut at two deviations write
# `trunc_normal_(w, std=s, a=-2*s, b=2*s)`; its std is then 0.8796 s.
#
# And clipping (`np.clip`) is not truncating: it piles 4.6 % of the weights up on the two bounds.

# %% slide="skip"
wide = rng.normal(size=1_000_000)
clipped = np.clip(wide, -2, 2)
print(f"clipped: std {clipped.std():.4f}, on the bounds {np.mean(np.abs(clipped) == 2):.1%}")
print(f"cut:     std {wide[np.abs(wide) < 2].std():.4f}")

# %% [markdown] slide="subslide"
# ### Does 12 % matter?
#
# A variance of 0.7737 of what it should be, in each layer. Thirty layers: an rms of
# $0.7737^{15} = 0.021$. Measured, with He's rule in ReLU layers:

# %% slide="-" lines="5-6"
def cut_layers(sigma, rng, depth=30):
    """rms after ReLU layers; weights normal, deviation sigma, none beyond 2 sigma."""
    x = rng.normal(size=(64, n))
    for _ in range(depth):
        z = rng.normal(size=n * n * 11 // 10)                   # 4.6 % will go
        x = relu(x @ (sigma * z[np.abs(z) < 2][:n * n].reshape(n, n)))
    return rms(x)


he = np.sqrt(2 / n)
uncorrected, corrected = cut_layers(he, rng), cut_layers(he / std_inside, rng)
print(f"not corrected {uncorrected:.3f}   corrected {corrected:.2f}")

# %% [markdown] slide="slide" name="variance-scaling"
# ## One primitive
#
# LeCun, Glorot, He, uniform, normal, PyTorch's default: all are
#
# $$\operatorname{Var} w = \frac{\text{scale}}{n}$$
#
# with three choices: the **scale** (the gain squared), which fan is **n**, and which
# **distribution**. Keras and JAX call it *variance scaling*; their LeCun, Glorot and He initializers
# are single lines over it.

# %% slide="fragment"
RECIPES = {                         # scale, mode
    "LeCun": (1, "fan_in"), "Glorot (Xavier)": (1, "fan_avg"), "He (Kaiming)": (2, "fan_in"),
    "He, for gradients": (2, "fan_out"), "PyTorch's default": (1 / 3, "fan_in"),
}


def n_of(mode, fan_in, fan_out):
    """The n that the mode names."""
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]

# %% [markdown] slide="skip"
# Why is Glorot's scale 1, if its formula has a 2? Because $n$ is the *average* of the fans:
# $1 / \frac{n_{in}+n_{out}}{2} = \frac{2}{n_{in}+n_{out}}$. Write "2" and "fan_avg", and you are
# off by 2.

# %% slide="subslide"
fan_in, fan_out = 400, 300
print(f"{'400 → 300':18}{'variance':>10}{'std':>9}{'±uniform':>10}{'±cut':>9}")
for name, (scale, mode) in RECIPES.items():
    std = np.sqrt(scale / n_of(mode, fan_in, fan_out))
    print(f"{name:18}{std**2:10.6f}{std:9.5f}{np.sqrt(3) * std:10.5f}{2 * std / std_inside:9.5f}")

# %% [markdown] slide="fragment"
# Three distributions, one variance: uniform within $\sqrt 3\, \sigma$; normal with σ; a normal distribution of
# $\sigma/0.8796$, cut at two of its own deviations. To the mean square of the signal they are the
# same, since only $\sigma_w^2$ stands in its equations.
#
# <!-- slide:
# Three distributions, **one variance**: to the mean square of the signal they are the same.
# -->

# %% slide="skip"
std = np.sqrt(2 / n)
z = rng.normal(size=(2, 2 * n * n))
LAWS = {"uniform": rng.uniform(-np.sqrt(3) * std, np.sqrt(3) * std, n * n),
        "normal": std * z[0, :n * n], "normal, cut": std / std_inside * z[1][np.abs(z[1]) < 2]}

# %% slide="subslide"
pictures.laws_compared(LAWS, "He's rule for n = 512, by three distributions of one std")

# %% [markdown] slide="subslide" name="axes"
# ### Which axes are the fans?
#
# A shape does not say ([lesson 03](03_fans.ipynb)). JAX's `variance_scaling` asks for `in_axis`, `out_axis` and
# `batch_axis`; the sizes of all other axes multiply into the receptive field.
#
# | weight | shape | `in_axis` | `out_axis` | `batch_axis` | fans |
# |---|---|---|---|---|---|
# | dense, Keras and JAX | (4, 6) | −2 | −1 | | 4, 6 |
# | dense, PyTorch | (6, 4) | 1 | 0 | | 4, 6 |
# | convolution, `hwio` | (3, 3, 16, 32) | −2 | −1 | | 144, 288 |
# | convolution, `oihw` | (32, 16, 3, 3) | 1 | 0 | | 144, 288 |
# | 8 layers stacked | (8, 4, 6) | −2 | −1 | 0 | 4, 6 |
# | attention, 12 heads of 64 | (768, 12, 64) | 0 | (1, 2) | | 768, 768 |
#
# <!-- slide:
# A shape does not say ([lesson 03](03_fans.ipynb)), so JAX's `variance_scaling` asks.
#
# | weight | shape | `in_axis` | `out_axis` | `batch_axis` | fans |
# |---|---|---|---|---|---|
# | dense, Keras and JAX | (4, 6) | −2 | −1 | | 4, 6 |
# | dense, PyTorch | (6, 4) | 1 | 0 | | 4, 6 |
# | convolution, `hwio` | (3, 3, 16, 32) | −2 | −1 | | 144, 288 |
# | convolution, `oihw` | (32, 16, 3, 3) | 1 | 0 | | 144, 288 |
# | 8 layers stacked | (8, 4, 6) | −2 | −1 | 0 | 4, 6 |
# | attention, 12 heads of 64 | (768, 12, 64) | 0 | (1, 2) | | 768, 768 |
# -->

# %% [markdown] slide="fragment"
# Forget `batch_axis` in the fifth row, and the 8 stacked layers are taken for a kernel of 8
# positions: fans 32 and 48, weights $\sqrt 8$ times too small.
#
# <!-- slide:
# Without `batch_axis`, row five has fans 32 and 48: weights $\sqrt 8$ times too small.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: three layers in one weight.** PyTorch's `nn.MultiheadAttention` keeps the three projections for
# queries, keys and values in one weight of shape $(3E, E)$ and calls `xavier_uniform_` on it. The
# helper reads a fan-out of $3E$: bound $\sqrt{6/(4E)}$ where three layers of their own would get
# $\sqrt{6/(2E)}$, $\sqrt2$ times as much. For $E = 256$: 0.0765 (seen in PyTorch 2.13) against
# 0.1083.

# %% [markdown] slide="slide" name="table"
# ## The table to keep
#
# | rule | scale, mode | PyTorch | Keras | JAX |
# |---|---|---|---|---|
# | LeCun | 1, fan_in | `kaiming_normal_(w, nonlinearity="linear")` | `LecunNormal` | `lecun_normal` |
# | Glorot | 1, fan_avg | `xavier_normal_(w)` | `GlorotNormal` | `glorot_normal` |
# | He | 2, fan_in | `kaiming_normal_(w, nonlinearity="relu")` | `HeNormal` | `he_normal` |
# | He, slope $a$ | $\frac{2}{1+a^2}$, fan_in | `kaiming_normal_(w, a)` | `VarianceScaling` | `variance_scaling` |
# | uniform | | `…_uniform_` | `…Uniform` | `…_uniform` |
# | a given std | | `normal_(w, std=s)` | `RandomNormal(stddev=s)` | `normal(s)` |
#
# In NumPy: `rng.normal(0, np.sqrt(scale / n), shape)`, in PyTorch's case exactly so. Keras and JAX
# cut the "normal" of the LeCun, Glorot and He names at two deviations (and correct). They do not cut
# `RandomNormal` and `normal(s)`, nor does JAX's `variance_scaling(…, "normal")`.

# %% [markdown] slide="subslide"
# ### Differences to watch for
#
# - PyTorch fills `w` in place, and stores (out, in). Keras and JAX return an array, (in, out).
# - "Normal" in the LeCun, Glorot and He names is cut in Keras and JAX, not in PyTorch. The std is
#   the same.
# - `kaiming_normal_(w)` alone is He for ReLU: its `nonlinearity` defaults to `leaky_relu`, its `a`
#   to 0.
# - PyTorch has no `lecun_…`; say `nonlinearity="linear"`.
# - `kaiming_…_(w, a=…)` takes the *slope*. `xavier_…_(w, gain=…)` takes the *gain*.
# - Changing the weights does not change PyTorch's bias: `nn.init.zeros_(layer.bias)`.
#
# <!-- slide:
# - PyTorch fills `w` in place, (out, in); Keras and JAX return (in, out).
# - "Normal" is cut in Keras and JAX, not in PyTorch.
# - `kaiming_normal_(w)` is He for ReLU.
# - LeCun in PyTorch: `nonlinearity="linear"`.
# - `kaiming_…_` takes the *slope*, `xavier_…_` the *gain*.
# - Set PyTorch's bias too.
# -->

# %% [markdown] slide="slide" name="n01" covers="S2.7,E10"
# ## "Weights are N(0, 1) when we build a model"
#
# So says a blog post, which goes on to name Keras's default, `glorot_uniform`. Look at the
# three histograms: for 512 inputs, N(0, 1) would be 23 to 39 times too wide. $n \operatorname{Var} w$
# would be 512, not ⅓ or 1.
#
# **None of the three draws a dense or convolutional layer this way.** PyTorch's embeddings *are*:
# `nn.Embedding` and `nn.EmbeddingBag` (measured: std 1.00). An embedding looks one row up; it adds nothing, so no
# sum grows. Keras draws it from $U(\pm 0.05)$, Flax with variance $1/n_{features}$.
#
# <!-- slide:
# For 512 inputs that would be 23 to 39 times too wide.
#
# **None of the three draws a dense or convolutional layer this way.** PyTorch's embeddings *are*: they
# look one row up, and no sum grows.
# -->

# %% slide="fragment"
for name, W in DEFAULTS.items():
    print(f"{name:8} N(0, 1) is {1 / W.std():.1f} times wider")

# %% [markdown] slide="subslide"
# ### Forward and backward, for a layer 512 → 256
#
# Each rule's forward variance ratio $n_{in}\sigma_w^2$ and backward one $n_{out}\sigma_w^2$, without an
# activation; a ReLU net needs 2.

# %% slide="-"
gains = {name.split(" (")[0]: (512 * scale / n_of(mode, 512, 256),
                               256 * scale / n_of(mode, 512, 256))
         for name, (scale, mode) in RECIPES.items() if mode != "fan_out"}
figures.gain_bars(gains, "PyTorch's default lies below every named rule")

# %% [markdown] slide="slide" name="sources" covers="E9,E10,E11"
# ## Common claims
#
# | claim | verdict |
# |---|---|
# | frameworks usually apply Xavier or He by default | Keras: Glorot. Flax: LeCun. PyTorch: $U(\pm1/\sqrt n)$, $n \operatorname{Var} w = \tfrac13$, by way of a function with He's name |
# | models start from N(0, 1) | no dense or convolutional layer; of PyTorch's layers, embeddings |
# | `Dense(…, 'relu', 'glorot_uniform')` | restates the default, and is not the rule for ReLU |
# | He "normal", Xavier "normal" | in Keras and JAX a normal distribution cut at two deviations |
# | built into TensorFlow and PyTorch | yes: as functions. As defaults, see above |

# %% [markdown] slide="slide" name="recap"
# ## The opening question, answered
#
# `nn.Linear(512, 512)` draws weights and bias from $U(\pm 1/\sqrt{512}) = U(\pm 0.0442)$, so
# $n \operatorname{Var} w = \tfrac13$: not Xavier (1), not He (2). A third of what a linear net
# needs, a sixth of what a ReLU net needs. If you have no normalization layers, set the weights
# yourself.

# %% [markdown] slide="skip"
# *What would have refuted this?* A measured n·Var of 1 or 2; a single weight above $1/\sqrt n$; a
# truncated distribution whose std is the one asked for; a spread between inputs that settles with the
# size.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - One primitive: $\operatorname{Var} w = \text{scale}/n$. Scale = gain². LeCun 1, Glorot 1 with
#   the average of the fans, He 2, PyTorch's default ⅓.
# - Read a distribution off: n·Var and largest/std.
# - Size kept is not signal kept: watch the spread between inputs.
# - Cut at ±2σ: std 0.8796 σ. Divide by it before you draw, once.
# - `a` is a slope, `gain` is a gain; √5 is neither, but a way to write $1/\sqrt n$.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `frameworks`](../assignments/frameworks/frameworks.ipynb): the variance of a cut normal distribution, a truncated sampler
# with the right std, `variance_scaling` with its axes, and PyTorch's default from scratch.
#
# *Sources.* PyTorch 2.13.0, `torch.nn.init`, `nn.Linear.reset_parameters`; Keras 3.15.1,
# `VarianceScaling`; JAX 0.10.2, `jax.nn.initializers.variance_scaling`; Flax 0.12.8: their samples
# were drawn and measured, and their sources read, for this lesson · X. Glorot and Y. Bengio 2010,
# eq. 1 and 16 · K. He, X. Zhang, S. Ren and J. Sun 2015, eq. 10 and 15 · Y. LeCun, L. Bottou,
# G. Orr and K.-R. Müller, *Efficient backprop*, 1998.
