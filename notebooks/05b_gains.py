# %% [markdown] slide="slide"
# # Which gain goes with tanh, GELU or SELU?
#
# He's $\sqrt2$ is for ReLU. Your net has another activation, so you ask PyTorch:
# `torch.nn.init.calculate_gain` returns 5/3 for tanh, ¾ for SELU, and for GELU an error,
# `Unsupported nonlinearity gelu`.
#
# | your guess for GELU | because |
# |---|---|
# | 1.41 | large inputs meet a ReLU |
# | 2 | near 0 its slope is ½ |
# | 1.70 | one over the *standard deviation* of what comes out |
# | 1.53 | one over the *rms* of what comes out |
#
# And are 5/3 and ¾ right? For what?

# %% [markdown] slide="skip"
# About 20 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can compute the gain of any activation, and say whether it holds a signal's size.
#
# The activations: GELU is $z\,\Phi(z)$, with $\Phi(z)$ the probability that an $N(0,1)$ number is below
# $z$. SiLU is $z$ times the sigmoid of $z$. SELU is $1.0507\,z$ for $z > 0$ and
# $1.7581\,(e^z - 1)$ below.
#
# This is the second half of [lesson 05](05_he.ipynb), with its symbols: a layer computes $z = Wx + b$
# and hands on $a = f(z)$; biases are 0 at the start. You will find the gain of any activation by one
# average, see for which sizes it holds, and run PyTorch's table through 100 layers.

# %% slide="skip"
import numpy as np

from initlab.activations import ACTIVATIONS
from initlab.figures import gains as pictures
from initlab.figures.relu import through_depth

rng = np.random.default_rng(55)


def rms(x):
    """Root mean square of all entries."""
    return np.sqrt(np.mean(x**2))

# %% [markdown] slide="slide" name="gain"
# ## Any activation: measure its second moment
#
# For ReLU symmetry was enough ([lesson 05](05_he.ipynb)). For tanh or GELU we need the distribution of $z$. A wide
# layer adds up many independent terms, so $z$ is close to normal. Let it have variance 1; ask
# that the next layer has it again:
#
# $$n_{in}\, \sigma_w^2\, E[f(z)^2] = 1, \qquad z \sim N(0, 1)$$
#
# <!-- slide:
# A wide layer adds up many independent terms, so $z$ is close to normal. Let it have variance 1, and
# the next layer again:
#
# $$n_{in}\, \sigma_w^2\, E[f(z)^2] = 1, \qquad z \sim N(0, 1)$$
# -->

# %% [markdown] slide="fragment"
# $$\sigma_w = \frac{g}{\sqrt{n_{in}}}, \qquad
# g = \frac{1}{\sqrt{E[f(z)^2]}}$$
#
# $g$ is the **gain** of $f$: what multiplies LeCun's $1/\sqrt{n_{in}}$. ReLU: $g = \sqrt 2$.
# Leaky: $\sqrt{2/(1+a^2)}$. No activation: 1.

# %% [markdown] slide="subslide" name="quadrature"
# ### An average over a normal distribution
#
# $$E[h(z)] = \int_{-\infty}^{\infty} h(z)\, \frac{e^{-z^2/2}}{\sqrt{2\pi}}\, dz$$
#
# The plain way is a sum of narrow strips. Beyond $\pm 10$ the density is below $10^{-22}$.

# %% slide="-" lines="3|7"
strips = np.linspace(-10, 10, 4000)         # 0.005 wide; an even number, so none at 0
share = np.exp(-strips**2 / 2)
share /= share.sum()                        # what each strip counts; in all, 1


def normal_mean(h):
    """E[h(z)] for z ~ N(0, 1)."""
    return np.sum(h(strips) * share)


for k in (0, 2, 4):
    print(f"E z^{k} = {normal_mean(lambda z, k=k: z**k):.6f}")

# %% [markdown] slide="skip"
# The fourth moment of a normal variable is 3, so that is right. (Drawing a million normal numbers
# would give three digits, with other ones each time.)

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the same average from few points.** Gauss–Hermite quadrature chooses points and
# weights so that with $k$ points the mean of every power up to $z^{2k-1}$ is exact. By hand, for
# three points: take $0$ and $\pm\sqrt 3$, with weights $\tfrac23, \tfrac16, \tfrac16$. Then
# $E[1] = \tfrac23 + \tfrac16 + \tfrac16 = 1$, $E[z^2] = 2 \cdot \tfrac16 \cdot 3 = 1$,
# $E[z^4] = 2 \cdot \tfrac16 \cdot 9 = 3$; the odd powers cancel. All exact, with three points.
#
# NumPy has the points and weights: `np.polynomial.hermite_e.hermegauss(k)`. Its weights are
# those of $e^{-z^2/2}$ and add up to $\sqrt{2\pi}$, so divide by that. (`hermgauss`, without the
# e, is for $e^{-x^2}$: there use $z = \sqrt2\, x$ and divide by $\sqrt\pi$.) How many points does
# tanh need?

# %% slide="skip" tags=["deeper"]
points, weights = np.polynomial.hermite_e.hermegauss(3)
print("points", points.round(4), "weights", (weights / np.sqrt(2 * np.pi)).round(4))
strip_value = normal_mean(lambda z: np.tanh(z) ** 2)
off = {}
for k in (3, 5, 10, 20, 50, 100):
    points, weights = np.polynomial.hermite_e.hermegauss(k)
    off[k] = np.sum(np.tanh(points) ** 2 * weights) / np.sqrt(2 * np.pi) - strip_value
    print(f"{k:4} points: E tanh² off by {off[k]:+.0e}")

# %% [markdown] slide="skip" tags=["deeper"]
# Fifty give it to seven digits. A function with a kink is no polynomial: SELU's $E[f^2]$ from 100
# points is right to four digits only. For it take the strips.

# %% [markdown] slide="subslide" name="gains"
# ### The gains

# %% slide="-"
gains = {name: 1 / np.sqrt(normal_mean(lambda z, f=act.f: f(z) ** 2))
         for name, act in ACTIVATIONS.items()}
by_std = {name: 1 / np.sqrt(normal_mean(lambda z, f=act.f: f(z) ** 2)
                            - normal_mean(act.f) ** 2) for name, act in ACTIVATIONS.items()}
print(f"{'':12}{'gain 1/√E f²':>14}{'not 1/std f':>14}")
for name in gains:
    print(f"{name:12}{gains[name]:14.4f}{by_std[name]:14.4f}")

# %% [markdown] slide="fragment"
# The right column is the slip of "variance" again: for any activation with a nonzero mean, it is not
# the gain. SELU's two constants were chosen so that mean 0 and variance 1 are kept, with a gain of 1.
#
# For sigmoid, $g = 1.85$ keeps the rms of $z$ at 1, yet 85 % of the mean square of $a$ is that of its
# mean ½, the same for every input. A gain alone can't rescue it ([lesson 04](04_xavier.ipynb)).
#
# <!-- slide:
# **1/std is not the gain** where the mean is not 0. SELU's is 1.
# -->

# %% [markdown] slide="slide" name="sizes"
# ## One gain, for one size
#
# We asked for variance 1. What if $z$ has the standard deviation $s$? To keep $s$, the gain must
# be $s / \sqrt{E[f(s z)^2]}$.
#
# For ReLU and leaky ReLU, $f(sz) = s f(z)$: $s$ cancels, and one gain fits all sizes. For the rest of
# the table it does not cancel.
#
# <!-- slide:
# To keep a std of $s$, the gain must be $s / \sqrt{E[f(s z)^2]}$. ReLU and leaky ReLU:
# $f(sz) = s f(z)$, so **one gain fits all sizes**.
# -->

# %% slide="skip"
stds = np.geomspace(0.1, 10, 61)
needed = {name: np.array([s / np.sqrt(normal_mean(lambda z, s=s, f=ACTIVATIONS[name].f:
                                                  f(s * z) ** 2)) for s in stds])
          for name in ("relu", "tanh", "gelu", "silu", "selu", "sigmoid")}

# %% slide="subslide"
pictures.gain_curves(stds, needed)

# %% [markdown] slide="fragment"
# The dots are the gains of the table. Tanh's curve *rises*, GELU's and SiLU's *fall*, from 2 (their slope
# at 0 is ½) to $\sqrt 2$ (far out they are ReLUs). Does the direction matter?
#
# <!-- slide:
# Tanh's curve *rises*, GELU's and SiLU's *fall*. Does the direction matter?
# -->

# %% [markdown] slide="subslide"
# ### Rising is safe, falling is not
#
# Draw all layers with tanh's gain 1.5925 and start with a signal that is too big. There the curve
# says that a larger gain would be needed to keep it: so it shrinks, back to 1. Too small: it
# grows. **Size 1 is stable.**
#
# GELU's curve falls. Too big a signal needs *less* than 1.5335, but gets 1.5335: it grows, away
# from 1. Too small: it shrinks. **Size 1 is kept only if it is hit exactly, and in a real net it
# never is.**
#
# Prediction: three starts come together with tanh, and move apart with GELU.
#
# <!-- slide:
# - Tanh, too big: it needs more gain than it gets, and shrinks. **Size 1 is stable.**
# - GELU, too big: it needs less, and grows. **Size 1 is not stable.**
#
# Prediction: three starts come together with tanh, and part with GELU.
# -->

# %% slide="skip"
STARTS = {"start at 4": 4, "start at 1": 1, "start at ¼": 1 / 4}


def sizes_of_z(name, start, depth=60, width=256):
    """The rms of z, layer after layer, with the activation's gain in every layer."""
    f, z = ACTIVATIONS[name].f, start * rng.normal(size=(16, width))
    sizes = [rms(z)]
    for _ in range(depth):
        z = f(z) @ rng.normal(0, gains[name] / np.sqrt(width), (width, width))
        sizes.append(rms(z))
    return sizes


fates = {name: {label: sizes_of_z(name, start) for label, start in STARTS.items()}
         for name in ("tanh", "gelu")}

# %% slide="subslide"
through_depth(fates, "The same recipe: tanh returns to size 1, GELU leaves it",
              y="rms of z (no unit)")

# %% [markdown] slide="fragment"
# How fast? On average a GELU layer makes a signal that is too big grow by at most 8.4 %, and takes up
# to 23 % from a small one. Networks that use it nearly always have normalization layers, which set the size
# again every few layers.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: a residual path does not set the size again.** $x + f(x)W$ adds to what is there, and
# the size grows. Transformers have both, residual paths and normalization layers.

# %% slide="skip" tags=["deeper"]
def residual_sizes(depth=50, width=256):
    """The rms after each block x + gelu(x) W, with weights of variance 1/n."""
    x, sizes = rng.normal(size=(64, width)), []
    for _ in range(depth):
        x = x + ACTIVATIONS["gelu"].f(x) @ rng.normal(0, width**-0.5, (width, width))
        sizes.append(rms(x))
    return sizes


residual = residual_sizes()
print("residual blocks: rms after 1, 10, 50:", [f"{residual[k - 1]:.2g}" for k in (1, 10, 50)])

# %% [markdown] slide="subslide" name="homogeneous"
# ### And backward?
#
# The gain looks forward. Backward, each layer multiplies the mean square of $\delta$ by
# $n_{out}\, \sigma_w^2\, E[f'(z)^2] = g^2\, E[f'(z)^2]$, when $n_{in} = n_{out}$.

# %% slide="-"
back = {name: gains[name] ** 2 * normal_mean(lambda z, df=act.df: df(z) ** 2)
        for name, act in ACTIVATIONS.items()}
print({name: round(float(factor), 3) for name, factor in back.items()})

# %% [markdown] slide="fragment"
# 1 where the activation is two straight half-lines: there $E[f^2]$ and $E[f'^2]$ are the same
# $\tfrac12(1+a^2)$. **Of the activations in this table, only ReLU, leaky ReLU and no activation have
# one number for both ways.** (Others can be made to: $\tanh z + 0.26478$ is one.) Tanh at its gain:
# 1.178 per layer, 13 million after 100 wide layers.
#
# <!-- slide:
# **Of this table, only ReLU, leaky ReLU and no activation have one gain for both ways.** Tanh: times
# 13 million in 100 wide layers.
# -->

# %% [markdown] slide="slide" name="calculate-gain"
# ## PyTorch's table, and what it does in 100 layers
#
# The table of `calculate_gain`: linear and sigmoid 1, tanh 5/3, relu √2, leaky_relu
# $\sqrt{2/(1+a^2)}$, selu ¾. Where a number is not the gain above, what happens in 100 layers?
#
# A prediction by repeating one line: from $m = E[a^2]$ to $E[z^2] = g^2 m$, to the next
# $m = E[f(z)^2]$. And a measurement: 100 layers, 256 wide.
#
# <!-- slide:
# `calculate_gain` in 100 layers. Predicted by repeating one line: $m = E[a^2]$, $E[z^2] = g^2 m$, the
# next $m = E[f(z)^2]$.
# -->

# %% slide="skip"
TORCH = {"linear": 1, "sigmoid": 1, "tanh": 5 / 3, "relu": np.sqrt(2),
         "leaky_relu": np.sqrt(2 / (1 + 0.01**2)), "selu": 3 / 4}       # torch 2.13


def predicted_std(f, g, depth=100):
    """Std of the activations after `depth` wide layers of gain g, from inputs of variance 1."""
    m = 1.0
    for _ in range(depth):
        size = g * np.sqrt(m)
        m = normal_mean(lambda z, size=size: f(size * z) ** 2)
    return np.sqrt(m - normal_mean(lambda z: f(size * z)) ** 2)

# %% slide="skip"
def measured_std(f, g, rng, depth=100, width=256):
    """The same, of one real net."""
    x = rng.normal(size=(32, width))
    for _ in range(depth):
        x = f(x @ rng.normal(0, g / np.sqrt(width), (width, width)))
    return x.std()

# %% slide="skip"
at_100 = {name: (predicted_std(ACTIVATIONS[name].f, g), measured_std(ACTIVATIONS[name].f, g, rng))
          for name, g in TORCH.items()}

# %% slide="subslide"
print(f"{'':12}{'PyTorch':>9}{'exact':>9}{'std at 100: predicted':>24}{'measured':>10}")
for name, g in TORCH.items():
    predicted, measured = at_100[name]
    print(f"{name:12}{g:9.4f}{gains[name]:9.4f}{predicted:24.2f}{measured:10.2f}")

# %% [markdown] slide="fragment"
# - **tanh**, 5/3 instead of 1.5925: $a$ settles at 0.65, $z$ at 1.09 instead of 1. With a gain of 1,
#   $a$ would sink like $1/\sqrt{2 \cdot \text{depth}}$, to 0.07.
# - **selu**, ¾ instead of 1: falls to 0.20 and stays there. `nonlinearity="linear"` gives the gain
#   of 1, which keeps 1.
# - **relu** and leaky: a std of 0.83 about a mean of 0.57, rms 1. That is the root of a mean square
#   over all nets, which a few large ones dominate. Of nets 100 deep and 256 wide, the median rms is
#   about 0.6; one in six lies below ⅓, one in a hundred above 3.
#
# <!-- slide:
# - **tanh**: with 5/3, $a$ settles at 0.65.
# - **selu**: with ¾ it falls to 0.20; a gain of 1 keeps 1.
# - **relu**: 0.83 over all nets, of which a few large ones dominate.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: why PyTorch gives SELU ¾.** Its documentation says that to keep the self-normalizing
# property you should use `linear`, as the default "sacrifices the normalization effect for more
# stable gradient flow in rectangular layers".
#
# Why does the signal sink no further than 0.20? Near 0, SELU is a pair of straight lines, with slope
# 1.05 on one side and 1.76 on the other, so a tiny signal is multiplied by
# $\tfrac34\sqrt{(1.05^2 + 1.76^2)/2} = 1.09$ in each layer: it grows. A big one shrinks. They meet at
# 0.20. And the gradient? There each layer multiplies the mean square of $\delta$ by 1.004; at a gain
# of 1 it is 1.072, a factor of 1,000 in 100 layers.

# %% slide="skip" tags=["deeper"]
slope_right, slope_left = ACTIVATIONS["selu"].df(np.array([1e-9, -1e-9]))
growth = 0.75 * np.sqrt((slope_right**2 + slope_left**2) / 2)
settled = [predicted_std(ACTIVATIONS["selu"].f, 0.75, depth) for depth in (100, 200, 400)]
print(f"growth of a tiny signal per layer {growth:.3f}; std at 100, 200, 400:", np.round(settled, 4))

m = 1.0
for _ in range(400):
    z = 0.75 * np.sqrt(m) * strips                      # what a layer of gain ¾ makes of it
    m = np.sum(ACTIVATIONS["selu"].f(z) ** 2 * share)
selu_back = 0.75**2 * np.sum(ACTIVATIONS["selu"].df(z) ** 2 * share)
print(f"error signal, mean square per layer: {selu_back:.3f}, and {back['selu']:.3f} at a gain of 1")

# %% [markdown] slide="slide" name="common-claims"
# ## Common claims
#
# | claim | verdict |
# |---|---|
# | an activation has *the* gain | one for each size of $z$; the table's is for size 1 |
# | the gain is 1/std of what comes out | 1/rms; the same only where the mean is 0 |
# | the gain of tanh is 5/3 | 1.5925 keeps size 1; with 5/3, $z$ settles at 1.09 |
# | SELU has the gain ¾ | 1 keeps size 1; with ¾, $z$ settles at 0.15 |
# | a gain keeps signal and gradient | forward only; of the table's, both for ReLU, leaky ReLU and no activation |

# %% [markdown] slide="slide" name="recap"
# ## The opening question, answered
#
# GELU's gain is $1/\sqrt{E[f(z)^2]} = 1.53$, for $z$ of size 1. The guesses 2 and 1.41 are its gains
# for tiny and for huge signals; 1.70 forgets the mean. Since the curve falls from 2 to 1.41, size 1
# is not stable: use a normalization layer.
#
# PyTorch's 5/3 and ¾ do not keep size 1. With 5/3, tanh's $z$ settles a little above it, at 1.09; with
# ¾, SELU's far below, at 0.15. Both stay there.
#
# <!-- slide:
# - GELU's gain is **1.53**, for size 1; for tiny and huge signals 2 and 1.41. The guess of 1.70 forgets
#   the mean.
# - Size 1 is not stable: use a normalization layer.
# - PyTorch's 5/3 and ¾: $z$ settles at 1.09 and 0.15.
# -->

# %% [markdown] slide="skip"
# *What would have refuted this?* A tanh net that does not return to size 1; a GELU net that does; a
# measured std after 100 layers far from the predicted one.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - Any $f$: gain $g = 1/\sqrt{E[f(z)^2]}$, std $g/\sqrt{n}$. Average over a normal $z$.
# - The gain is for size 1 and for the forward pass.
# - A gain curve that rises brings the size back; one that falls does not.
# - Before you trust a table, run one line of it through 100 layers.

# %% [markdown] slide="skip"
# **Where next?** Exercise 4 of the [assignment `he`](../assignments/he/he.ipynb) asks for the gain of
# any activation. [Lesson 06](06_frameworks.ipynb) asks what `nn.Linear`, Keras and JAX really draw, and
# why PyTorch's default is none of the rules you know.
#
# *Sources.* G. Klambauer et al., *Self-normalizing neural networks*, 2017 · D. Hendrycks and
# K. Gimpel, *Gaussian error linear units*, 2016 · PyTorch 2.13, `torch.nn.init.calculate_gain`, run,
# not just read.
