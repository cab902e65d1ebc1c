# %% [markdown] slide="slide"
# # Can the signal keep its size both ways?
#
# A dense layer takes 400 numbers to 100. Its weights have mean 0. Which variance should they
# have?
#
# | | because |
# |---|---|
# | 1/400 | the signal keeps its size going forward |
# | 1/100 | the error signal keeps its size going back |
# | 1/250 | that is between |
# | 1/200 | that is between, too |
# | 1/1200 | that is the heuristic that was in common use in 2010 |
#
# Note down which one you would choose, and why. By the end you can say what each of them costs,
# and which of them are LeCun's rule and Xavier's.

# %% [markdown] slide="skip"
# About 40 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can choose the variance for a tanh net, and say what it costs each way.
#
# [Lesson 01](01_signals.ipynb) gave the tool, $\operatorname{Var} z = n\,\sigma_w^2\,E[x^2]$ for weights with mean 0,
# and the symbols. [Lesson 03](03_fans.ipynb) says how to count $n_{in}$ and $n_{out}$ when a layer is not dense.

# %% slide="skip"
from itertools import pairwise

import numpy as np

from initlab import figures
from initlab.figures import xavier as pictures
from initlab.activations import ACTIVATIONS
from initlab.nets import backward, forward, layer_rms

rng = np.random.default_rng(4)
u = np.linspace(-10, 10, 4001)
normal_weight = np.exp(-u**2 / 2) / np.exp(-u**2 / 2).sum()     # the normal distribution on a grid

# %% [markdown] slide="slide" name="before-2010" covers="S0.5"
# ## A common start in 2010
#
# Each weight uniform between $-1/\sqrt{n}$ and $1/\sqrt{n}$, where $n = n_{in}$. Xavier Glorot
# and Yoshua Bengio called it the *commonly used heuristic* and asked why deep nets with tanh or
# sigmoid units trained so badly with it. They drew the size of what flows through each layer.
#
# Let us do the same: five tanh layers of 500 units.
#
# <!-- slide:
# Each weight uniform between $\pm 1/\sqrt{n}$, with $n = n_{in}$: the *commonly used heuristic*. Five
# tanh layers of 500 units.
# -->

# %% slide="skip"
def deep_net(depth, n, draw, activation="tanh"):
    """A net of so many layers of n units; `draw` gives each weight for its shape (in, out)."""
    return [{"W": draw((n, n)), "b": np.zeros(n), "activation": activation}
            for _ in range(depth)]


def standard(shape):
    """The heuristic: uniform on ±1/√n_in."""
    return rng.uniform(-1, 1, shape) / np.sqrt(shape[0])

# %% [markdown] slide="skip"
# Three sizes tell what goes on in a layer: of its activations $a$, of its error signal $\delta$,
# and of the gradient for its weights, $\partial L/\partial W$. The inputs are 200 examples of
# $N(0,1)$ numbers; at the top an error signal of size 1 comes in.

# %% slide="skip"
def flows(net, examples=200):
    """rms in each layer: activations, error signals, gradients of the weights."""
    n = net[0]["W"].shape[0]
    _, trace = forward(net, rng.normal(size=(examples, n)))
    grads = backward(net, trace, rng.normal(size=(examples, n)))
    return {"activations": layer_rms(trace), "error signals": layer_rms(grads, "z"),
            "weight gradients": layer_rms(grads, "W")}


before = flows(deep_net(5, 500, standard))

# %% slide="subslide"
pictures.per_layer({title: {"uniform on ±1/√n": curve} for title, curve in before.items()},
                   "The old heuristic: smaller in every layer, both ways")

# %% [markdown] slide="fragment"
# The signal loses about 40 % per layer going forward, and so does the error signal going back. But
# the weights' gradients have the same size in all layers. How can that be?
#
# <!-- slide:
# The signal loses about 40 % per layer, both ways. But the weights' gradients keep their size. How
# can that be?
# -->

# %% [markdown] slide="slide" name="forward"
# ## Forward: LeCun's condition
#
# A layer changes the size of a signal in two steps.
#
# 1. The weighted sum: $E[z^2] = n_{in}\, \sigma_w^2\, E[x^2]$ ([lesson 01](01_signals.ipynb)).
# 2. The activation. Take an $f$ with $f(0) = 0$ and slope $f'(0) = 1$, such as tanh. For small
#    $z$ it **changes almost nothing**: $f(z) \approx z$.
#
# So $E[a^2] \approx n_{in}\, \sigma_w^2\, E[x^2]$, and the size is kept when
#
# $$n_{in}\, \sigma_w^2 = 1 \qquad\Rightarrow\qquad \sigma_w^2 = \frac{1}{n_{in}}$$
#
# That is **LeCun's** initialization (LeCun, Bottou, Orr and Müller 1998).
#
# <!-- slide:
# A layer changes the size of a signal in two steps.
#
# 1. Weighted sum: $E[z^2] = n_{in}\, \sigma_w^2\, E[x^2]$ ([lesson 01](01_signals.ipynb)).
# 2. Activation with $f(0) = 0$, $f'(0) = 1$, such as tanh: for small $z$ it **changes almost
#    nothing**, $f(z) \approx z$.
#
# So $E[a^2] \approx n_{in}\, \sigma_w^2\, E[x^2]$, and the size is kept when
#
# $$n_{in}\, \sigma_w^2 = 1 \qquad\Rightarrow\qquad \sigma_w^2 = \frac{1}{n_{in}}$$
#
# **LeCun's** initialization (1998).
# -->

# %% [markdown] slide="slide" name="backward"
# ## Backward: the other fan
#
# The chain rule sends the error signal back through the same weights ([lesson 03](03_fans.ipynb)):
#
# 1. $\partial L/\partial x_i = \sum_j w_{ji}\, \delta_j$, a sum of $n_{out}$ terms.
# 2. Its mean square is $n_{out}\, \sigma_w^2\, E[\delta^2]$, if $\delta$ is independent of these
#    weights.
# 3. The next $\delta$ is this, times $f'(z) \approx 1$.
#
# So the size of the error signal is kept when
#
# $$n_{out}\, \sigma_w^2 = 1 \qquad\Rightarrow\qquad \sigma_w^2 = \frac{1}{n_{out}}$$
#
# <!-- slide:
# The error signal goes back through the same weights ([lesson 03](03_fans.ipynb)):
#
# 1. $\partial L/\partial x_i = \sum_j w_{ji}\, \delta_j$: a sum of $n_{out}$ terms.
# 2. Mean square: $n_{out}\, \sigma_w^2\, E[\delta^2]$, if $\delta$ is independent of these weights.
# 3. Times $f'(z) \approx 1$: the next $\delta$.
#
# Its size is kept when
#
# $$n_{out}\, \sigma_w^2 = 1 \qquad\Rightarrow\qquad \sigma_w^2 = \frac{1}{n_{out}}$$
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: is $\delta$ independent of the weights?** Step 2 assumes it. $\delta$ does depend on the layer's own
# weights: $W$ makes $z$, $z$ goes on to the loss, and the loss makes $\delta$. But each single
# weight has little say in a wide net, and exactly linear nets with a random error signal at the
# top have no such dependence at all: there $\delta$ is made of the *later* weights only. The
# experiments below put it to the test with tanh.

# %% [markdown] slide="subslide" name="one-third"
# ### What the old heuristic really does
#
# A uniform number between $-b$ and $b$ has mean 0 and density $1/(2b)$, so its variance is
#
# $$\int_{-b}^{b} \frac{w^2}{2b}\, dw = \frac{1}{2b} \cdot \frac{2 b^3}{3} = \frac{b^2}{3}$$
#
# With $b = 1/\sqrt{n}$: $\ n\, \sigma_w^2 = \frac13$ (Glorot and Bengio, eq. 15). Not 1.
#
# Each layer divides variances by 3, sizes by $\sqrt 3 = 1.73$. Five layers: $3^5 = 243$.

# %% slide="fragment"
for title in ("activations", "error signals"):
    steps = np.array(before[title][1:]) / before[title][:-1]
    steps = steps if title == "activations" else 1 / steps
    print(f"{title:14} each layer times", np.round(steps, 2), "   predicted: up to 0.58")

# %% [markdown] slide="skip"
# (*Up to*, as tanh makes things a little smaller still: $|\tanh z| < |z|$ and $f' < 1$. The
# deeper the layer, the smaller $z$, and the nearer to $1/\sqrt{3} = 0.58$. A single net strays from
# the mean by some 0.2 %.)
#
# And the weights' gradients? $\partial L/\partial w_{ji}$ is the sum of $\delta_j\, x_i$ over the
# examples, so its size is proportional to that of $\delta$ times that of $x$. Going up one layer, $x$ is divided by
# $\sqrt 3$ and $\delta$ multiplied by $\sqrt 3$: the product stays. Glorot and Bengio were
# surprised by it too. Don't be misled: the *signal* is lost all the same, and in a net of twice
# the depth all of these gradients are smaller by the same large factor.

# %% slide="skip"
twice = flows(deep_net(10, 500, standard))
print(f"weight gradients, 5 layers: {before['weight gradients'][0]:.2e};  "
      f"10 layers: {twice['weight gradients'][0]:.2e};  ratio "
      f"{before['weight gradients'][0] / twice['weight gradients'][0]:.0f} "
      f"(√3⁵ = {3**2.5:.0f} in the linear limit)")

# %% [markdown] slide="slide" name="compromise" covers="E2,S2.10,S3.8,S1.8"
# ## The compromise: Xavier's rule
#
# Forward asks for $1/n_{in}$, backward for $1/n_{out}$. Unless the two fans are equal, **no
# variance does both**. Glorot and Bengio take the mean of the two fans (eq. 12):
#
# $$\sigma_w^2 = \frac{1}{\frac12 (n_{in} + n_{out})} = \frac{2}{n_{in} + n_{out}}$$
#
# What does it do? The forward variance ratio $n_{in}\,\sigma_w^2$ and the backward one
# $n_{out}\,\sigma_w^2$ ([lesson 03](03_fans.ipynb)) are
#
# $$\frac{2\, n_{in}}{n_{in} + n_{out}} \quad\text{and}\quad
# \frac{2\, n_{out}}{n_{in} + n_{out}}, \qquad\text{which add up to 2.}$$
#
# **Both are 1 only when the fans are equal.** Otherwise one is above 1 and the other below.

# %% slide="skip"
def gains(variance, n_in=400, n_out=100, nets=20):
    """Measured (forward, backward) variance ratio of dense layers with this weight variance."""
    W = rng.normal(0, np.sqrt(variance), (nets, n_in, n_out))
    x, delta = rng.normal(size=(nets, 200, n_in)), rng.normal(size=(nets, 200, n_out))
    return np.mean((x @ W)**2), np.mean((delta @ W.transpose(0, 2, 1))**2)


RULES = {"LeCun\n$1/n_{in}$": 1 / 400, "backward\n$1/n_{out}$": 1 / 100,
         "Xavier\n$2/(n_{in}+n_{out})$": 2 / 500, "geometric\n$1/\\sqrt{n_{in} n_{out}}$": 1 / 200,
         "heuristic\n$1/(3 n_{in})$": 1 / 1200}
measured = {rule: gains(variance) for rule, variance in RULES.items()}

# %% slide="subslide" covers="E12,S3.13"
figures.gain_bars(measured, "400 → 100: no rule keeps both sizes")

# %% [markdown] slide="subslide" name="alternating" covers="E12"
# ### A net of narrow and wide layers
#
# Widths 400, 100, 400, 100, … Which rule keeps the signal? The forward variance ratio of each layer:
#
# - **LeCun**: 1.
# - **Backward rule**: $n_{in}/n_{out}$, so 4, then ¼. The size returns.
# - **Geometric mean** of the fans, $\sigma_w^2 = 1/\sqrt{n_{in} n_{out}}$: 2, then ½. It returns.
# - **Xavier**: $800/500 = 1.6$, then $200/500 = 0.4$: together **0.64**. **It does not return!**
#
# <!-- slide:
# Widths 400, 100, 400, 100, … Which rule keeps the signal? The forward variance ratio of each layer:
#
# | rule | 400 → 100 | 100 → 400 | together |
# |---|---|---|---|
# | LeCun, $1/n_{in}$ | 1 | 1 | 1 |
# | backward, $1/n_{out}$ | 4 | ¼ | 1 |
# | geometric mean, $1/\sqrt{n_{in} n_{out}}$ | 2 | ½ | 1 |
# | Xavier, $2/(n_{in} + n_{out})$ | 1.6 | 0.4 | **0.64** |
#
# **With Xavier's rule the size does not return.**
# -->

# %% slide="skip"
WIDTHS = [400, 100] * 6 + [400]
FORMULAS = {"LeCun": lambda i, o: 1 / i, "backward": lambda i, o: 1 / o,
            "geometric": lambda i, o: 1 / np.sqrt(i * o), "Xavier": lambda i, o: 2 / (i + o)}


def squares(variance, widths=WIDTHS):
    """Mean square after each layer of a linear net, the mean over 20 nets."""
    x = rng.normal(size=(20, 100, widths[0]))
    found = [np.mean(x**2)]
    for i, o in pairwise(widths):
        x = x @ rng.normal(0, np.sqrt(variance(i, o)), (20, i, o))
        found.append(np.mean(x**2))
    return found


alternating = {name: squares(variance) for name, variance in FORMULAS.items()}

# %% slide="subslide"
figures.sizes(alternating, "Between unequal widths, Xavier's rule loses signal",
              x="layer (number); widths 400 and 100 in turn", y="mean square (no unit)")

# %% [markdown] slide="skip"
# The same happens backward, where the two ratios change places. In general, from width $n$ to $m$
# and back, $\frac{2n}{n+m} \cdot \frac{2m}{n+m} = \frac{4nm}{(n+m)^2}$, which is below 1 unless
# $n = m$ (as $(n-m)^2 > 0$). With the other three rules, all widths but the
# first and the last cancel from the product along the net.
#
# So a common claim is too strong: that Xavier's variance makes the size of $z$
# independent of the number of neurons. It does so where neighbouring widths are equal.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: how much is lost?** Where the width doubles and halves again, the two layers lose
# 11 % of the mean square. A net that narrows all the way, 1024, 512, 256, 128, 64, multiplies the
# mean square by 3.2 forward and by 0.20 backward. The paper keeps $n_{i}$ and $n_{i+1}$ apart up to
# eq. 12; from eq. 13 on it takes all widths to be equal.

# %% [markdown] slide="slide" name="uniform"
# ## Uniform or normal?
#
# Only the variance entered the derivation. So any distribution of mean 0 will do, and libraries
# offer two.
#
# For the uniform distribution on $\pm b$ the variance is $b^2/3$, as above. For a std of $\sigma_w$:
#
# $$\frac{b^2}{3} = \sigma_w^2 \qquad\Rightarrow\qquad b = \sqrt3\, \sigma_w$$
#
# <!-- slide:
# Only the variance entered the derivation: any distribution of mean 0 will do.
#
# Uniform on $\pm b$ has the variance $b^2/3$. For a std of $\sigma_w$:
#
# $$\frac{b^2}{3} = \sigma_w^2 \qquad\Rightarrow\qquad b = \sqrt3\, \sigma_w$$
# -->

# %% [markdown] slide="fragment"
# For Xavier, with $\sigma_w^2 = 2/(n_{in} + n_{out})$:
#
# $$b = \sqrt{\frac{6}{n_{in} + n_{out}}}$$
#
# The 6 is 3 · 2: three from the uniform distribution, two from the mean of the fans.
#
# <!-- slide:
# For Xavier, with $\sigma_w^2 = 2/(n_{in} + n_{out})$:
#
# $$b = \sqrt{\frac{6}{n_{in} + n_{out}}}$$
#
# $6 = 3 \cdot 2$: 3 from the uniform distribution, 2 from the mean of the fans.
# -->

# %% slide="skip"
sigma = np.sqrt(2 / (400 + 100))
laws = {"normal": rng.normal(0, sigma, (400, 100)),
        "uniform": rng.uniform(-np.sqrt(3) * sigma, np.sqrt(3) * sigma, (400, 100))}

# %% slide="subslide"
pictures.same_std(laws, sigma)

# %% [markdown] slide="fragment"
# Uniform weights are never larger than $1.73\,\sigma_w$; of 40,000 normal ones, the largest is beyond
# $4\,\sigma_w$ in 92 % of all draws. To the mean square of the signal it makes no difference.

# %% [markdown] slide="subslide" name="drawing"
# ### Drawing weights: what a good sampler does
#
# - It draws from the **generator that is passed**, and lets it move on. Seeding anew inside the
#   function gives equal layers equal weights.
# - Each weight is **drawn independently**. A constant, or one unit's weights repeated, leaves units alike
#   ([lesson 02](02_symmetry.ipynb)).
# - The **mean is 0**. A mean $m$ adds $n\,m\,E[x]$ to every sum, the same for all units: nothing for
#   inputs of mean 0, much for others.
# - The array has the **shape asked for**, whatever the layout. The layout only says which axis
#   counts as in.
# - **float64** here, so that rounding stays far below what an experiment shows.
#
# <!-- slide:
# - It draws from the **generator that is passed**, and lets it move on.
# - Each weight is **drawn independently** ([lesson 02](02_symmetry.ipynb)).
# - The **mean is 0**: a mean $m$ adds $n\,m\,E[x]$ to every sum.
# - The array has the **shape asked for**.
# - **float64** keeps rounding small.
# -->

# %% slide="skip"
def reseeded(shape):
    """How not to do it: a generator of its own, from the same seed each time."""
    return np.random.default_rng(0).normal(0, np.sqrt(1 / shape[0]), shape)


first, second = reseeded((500, 500)), reseeded((500, 500))
print("two layers alike:", np.array_equal(first, second))

x = rng.normal(size=(1, 500))
print(f"n m E[x] = {500 * 0.05 * np.abs(x).mean():.2f} for a mean m of 0.05")
for mean in (0, 0.05):
    z = np.abs(x) @ (rng.normal(0, np.sqrt(1 / 500), (500, 500)) + mean)
    print(f"weights of mean {mean}: z has mean {z.mean():5.2f} and std {z.std():.2f} over the units")

# %% [markdown] slide="slide" name="normalised"
# ## The experiment again, normalised
#
# Glorot and Bengio called their rule the *normalised* initialization. Again five tanh layers of 500
# units, and inputs from $N(0,1)$:
#
# <!-- slide:
# Five tanh layers of 500 units, inputs from $N(0,1)$; *normalised* is Xavier's rule.
# -->

# %% slide="skip"
def normalised(shape):
    """Xavier's rule, uniform."""
    return rng.uniform(-1, 1, shape) * np.sqrt(6 / sum(shape))


after = flows(deep_net(5, 500, normalised))

# %% slide="subslide"
pictures.per_layer(
    {title: {"standard: ±1/√n": before[title], "normalised: ±√(6/(n_in+n_out))": after[title]}
     for title in before}, "Normalised: a slow decline is left")

# %% [markdown] slide="fragment"
# Had the derivation overlooked something large, it would show here. What is left is a slow
# decline: activations go from 0.63 to 0.32 in five layers. Where does that come from?
#
# <!-- slide:
# A slow decline is left: activations go from 0.63 to 0.32. Where does it come from?
# -->

# %% [markdown] slide="slide" name="slow-decay"
# ## The rest: tanh itself
#
# $f(z) \approx z$ was an approximation. Really $|\tanh z| < |z|$, so each layer takes a little; the
# smaller the signal, the less. With $n\,\sigma_w^2 = 1$ the mean square after $l$ layers is
#
# $$q_l \approx \frac{1}{2\,l}$$
#
# a power of the depth, not an exponential. After a hundred layers the rms is still about 0.07.
#
# <!-- slide:
# Really $|\tanh z| < |z|$: each layer takes a little, the less the smaller the signal. With
# $n\,\sigma_w^2 = 1$ the mean square after $l$ layers is $q_l \approx \frac{1}{2\,l}$: **a power of
# the depth, not an exponential**.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: why $1/(2l)$.** Take the next term: $\tanh z = z - z^3/3 + \dots$
#
# 1. Square it, up to fourth powers: $\tanh^2 z \approx z^2 - \frac23 z^4$.
# 2. In a wide layer $z$ is a sum of many independent terms, so nearly normal. With
#    $q = E[z^2]$, a normal $z$ has $E[z^4] = 3 q^2$.
# 3. So $E[a^2] \approx q - 2 q^2$, and with $n\,\sigma_w^2 = 1$ that is the next layer's $q$.
# 4. Look at $1/q$ instead:
#    $\frac{1}{q - 2q^2} = \frac1q \cdot \frac{1}{1 - 2q} \approx \frac1q\,(1 + 2q) = \frac1q + 2$.
#
# Each layer adds 2 to $1/q$, so after $l$ layers it is about $2l$.

# %% slide="skip"
_, trace = forward(deep_net(100, 500, normalised), rng.normal(size=(50, 500)))
tanh_squares = np.square(layer_rms(trace))
DEPTHS = [1, 2, 3, 5, 8, 12, 20, 30, 50, 70, 100]

# %% slide="subslide"
pictures.decay(DEPTHS, tanh_squares[np.array(DEPTHS) - 1])

# %% [markdown] slide="skip"
# The dots leave the line at the beginning, since a size of 1 is not small, and wander about it
# further on, since one net of finite width is not the mean over all nets. Backward it is the same: a
# power of the depth. [Lesson 05b](05b_gains.ipynb) asks for a gain that makes up for the activation.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: and backward.** Here $f'(z) = 1 - \tanh^2 z \approx 1 - z^2$, so in layer $l$
# $E[f'^2] \approx 1 - 2q \approx 1 - 1/l$ for large $l$. The product of these from layer 2 on,
# $\frac12 \cdot \frac23 \cdot \frac34 \cdots \frac{D-1}{D}$, telescopes to $1/D$. In the first layers $q$ is
# not small and the formula does not hold; with their true factors the product is $0.71/D$, the same
# power of the depth.

# %% slide="skip" tags=["deeper"]
tanh, q, product = ACTIVATIONS["tanh"], 1.0, 1.0
for _ in range(1000):
    product *= normal_weight @ tanh.df(np.sqrt(q) * u)**2
    q = normal_weight @ tanh.f(np.sqrt(q) * u)**2
print(f"after 1000 layers: error signals' mean square {1000 * product:.2f}/1000, "
      f"signal's {2 * 1000 * q:.2f}/2000")

# %% [markdown] slide="skip" name="jacobian" tags=["deeper"]
# **Going deeper: one number for a layer, its mean singular value.** What counts is how Jacobians
# stretch vectors ([lesson 01](01_signals.ipynb)). Glorot and Bengio (section 4.2.2) report the mean singular value of a layer's Jacobian: **about 0.8** with their rule, **about
# 0.5** with the heuristic. Why not 1?
#
# Take the linear limit: $J = W$, $n \times n$.
#
# 1. The mean of the *squares* is $\frac1n \sum_k s_k^2 = \frac1n \sum_{ij} w_{ij}^2$. That is
#    about $n\,\sigma_w^2$, so 1 for Xavier.
# 2. The mean is below the root of that, unless all $s_k$ are equal.
# 3. For large $n$ their histogram is a **quarter circle**: density $\sqrt{4 - s^2}/\pi$ on
#    $[0, 2]$ (Marchenko and Pastur 1967).

# %% [markdown] slide="skip" tags=["deeper"]
# The mean of a quarter circle is
#
# $$\int_0^2 s\, \frac{\sqrt{4 - s^2}}{\pi}\, ds
# = \frac1\pi \left[-\tfrac13 (4 - s^2)^{3/2}\right]_0^2 = \frac{8}{3\pi} = 0.849$$
#
# The heuristic's weights are $\sqrt3$ times smaller: $0.849/\sqrt3 = 0.490$.

# %% slide="skip" tags=["deeper"]
linear = {"normalised": np.linalg.svd(normalised((1000, 1000)), compute_uv=False),
          "standard": np.linalg.svd(standard((1000, 1000)), compute_uv=False)}

# %% slide="skip" tags=["deeper"]
pictures.singular_values(linear, (1, 3**-0.5))

# %% [markdown] slide="skip" tags=["deeper"]
# The quarter circle is the one fact of this lesson that we borrow. You can check two of its
# moments by counting. The second is 1, by step 1. For the fourth, $\sum_k s_k^4$ is the trace of
# $(WW^\top)^2$, the sum of $w_{ij}\, w_{kj}\, w_{kl}\, w_{il}$ over all $i, j, k, l$. Its mean is 0
# unless the four weights pair up: $i = k$ ($n^3$ choices of the rest) or $j = l$ ($n^3$ more). So
# the mean of $s^4$ is $\frac1n \cdot 2 n^3 \sigma_w^4 = 2$ for large $n$. The quarter circle has 1 and 2:

# %% slide="skip" tags=["deeper"]
s = (np.arange(100_000) + 0.5) / 50_000                 # the middle of each step, on 0 to 2
circle = np.sqrt(4 - s**2) / np.pi * 2 / 100_000        # its share
print("quarter circle:", [round(float(circle @ s**k), 4) for k in (0, 1, 2, 4)])
print("measured:      ", [round(float(np.mean(linear["normalised"]**k)), 4) for k in (0, 1, 2, 4)])

# %% [markdown] slide="skip" tags=["deeper"]
# And with tanh? The same for each of five layers:

# %% slide="skip" tags=["deeper"]
def jacobian_means(draw, layers=5, n=500):
    """Mean singular value of each layer's Jacobian in a tanh net, for one random input."""
    net = deep_net(layers, n, draw)
    _, trace = forward(net, rng.normal(size=(1, n)))
    return [np.linalg.svd(layer["W"] * (1 - seen["a"]**2), compute_uv=False).mean()
            for layer, seen in zip(net, trace, strict=True)]


jacobians = {"normalised": jacobian_means(normalised), "standard": jacobian_means(standard)}
for name, means in jacobians.items():
    print(f"{name:11}", np.round(means, 2))

# %% [markdown] slide="skip" tags=["deeper"]
# The slope of tanh pulls the first layers down, where $z$ is large; then both climb towards 0.85
# and 0.49. The published "≈ 0.8 and ≈ 0.5" are consistent with these limits.

# %% [markdown] slide="slide" name="sigmoid" covers="E1,S0.11,S3.7"
# ## Does Xavier suit the sigmoid?
#
# It is often said: "Xavier suits sigmoid and tanh". But the derivation used $f(0) = 0$
# and $f'(0) = 1$. The sigmoid $1/(1 + e^{-z})$ has
#
# $$f(0) = \tfrac12 \qquad\text{and}\qquad f'(0) = \tfrac14$$
#
# - **Forward**: all outputs are near ½, whatever comes in. Only the *differences* between two inputs
#   carry information, and each layer divides them by 4.
# - **Backward**: $\delta$ is divided by 4 in each layer, sizes by $4^{10} = 10^6$ in ten.
#
# If that is right, a gain of 4, weights four times as large, should help.
#
# <!-- slide:
# The derivation used $f(0) = 0$ and $f'(0) = 1$. The sigmoid $\frac{1}{1 + e^{-z}}$ has
#
# $$f(0) = \tfrac12 \qquad\text{and}\qquad f'(0) = \tfrac14$$
#
# - **Forward**: all outputs near ½; each layer divides *differences* between inputs by 4.
# - **Backward**: $\delta$ is divided by 4 per layer, by $4^{10} = 10^6$ in ten.
#
# If so, a gain of 4 should help.
# -->

# %% slide="skip"
def differences_and_errors(activation, gain, depth=10, n=300):
    """Per layer: std over the inputs (mean over units), and rms of the error signal."""
    net = deep_net(depth, n, lambda shape: gain * normalised(shape), activation)
    _, trace = forward(net, rng.normal(size=(200, n)))
    grads = backward(net, trace, rng.normal(size=(200, n)))
    return [float(layer["a"].std(axis=0).mean()) for layer in trace], layer_rms(grads, "z")


curves = {"tanh, Xavier": differences_and_errors("tanh", 1),
          "sigmoid, Xavier": differences_and_errors("sigmoid", 1),
          "sigmoid, 4 × Xavier": differences_and_errors("sigmoid", 4)}

# %% slide="subslide" covers="E1,S0.11"
pictures.per_layer({"differences between inputs": {k: v[0] for k, v in curves.items()},
                    "error signals": {k: v[1] for k, v in curves.items()}},
                   "Xavier's rule fails for the sigmoid", "size (no unit)")

# %% [markdown] slide="fragment"
# A factor of slightly more than 4 per layer, as predicted. The gain of 4, used in practice at the
# time, still leaves a decline, but a survivable one. **Xavier suits tanh.** Glorot and Bengio
# (section 5) advise *against* sigmoids with small random weights.

# %% [markdown] slide="skip"
# What a sigmoid cannot do even with the right gain is to have mean 0: its outputs have mean ½, so
# $E[x^2]$ has a large constant part, which is the same for every input. Hence two common claims must
# be kept apart. "Vanishing is common with sigmoid and tanh": true, and worse with the sigmoid, by its
# slope. "Xavier suits symmetric functions such as sigmoid and tanh": what the derivation needs is
# $f(0) = 0$ and $f'(0) = 1$. The sigmoid, symmetric about $(0, \frac12)$, has neither.

# %% slide="skip"
ratio = np.array(curves["sigmoid, Xavier"][1])
print("error signal, factor per layer: Xavier", np.round(ratio[:-1] / ratio[1:], 3))

# %% [markdown] slide="slide" name="lecun" covers="E3,S1.10"
# ## And was LeCun's rule made for the sigmoid?
#
# A common claim is that "LeCun is for sigmoid and tanh". Here is what the 1998 paper says: normalise the
# inputs, draw weights with $\sigma_w = n_{in}^{-1/2}$, and use, **rather than** the logistic function,
#
# $$f(x) = 1.7159\, \tanh\left(\tfrac23 x\right)$$
#
# A source of confusion: the paper calls *every* S-shaped function a sigmoid, this tanh too.
#
# <!-- slide:
# The 1998 paper: $\sigma_w = n_{in}^{-1/2}$, and **rather than** the logistic function,
#
# $$f(x) = 1.7159\, \tanh (\tfrac23 x)$$
#
# It calls *every* S-shaped function a sigmoid.
# -->

# %% slide="-"
pictures.lecun_curve()

# %% [markdown] slide="subslide"
# ### A function and an initialization made for each other
#
# The constants make $f(\pm 1) = \pm 1$: the values ±1 are kept exactly. And the curve bends most there
# (its second derivative is largest, right panel above). What becomes of a *signal* over many layers? Its mean square goes from $q$ to $E[f(\sqrt q\, u)^2]$ with $u$ from $N(0,1)$.
#
# <!-- slide:
# - $f(\pm 1) = \pm 1$, and there the curve bends most.
# - A signal's mean square goes from $q$ to $E[f(\sqrt q\, u)^2]$, with $u$ from $N(0,1)$.
# -->

# %% slide="-"
lecun = ACTIVATIONS["lecun_tanh"]
q = 1.0
for _ in range(1000):
    q = normal_weight @ lecun.f(np.sqrt(q) * u)**2
chi = normal_weight @ lecun.df(np.sqrt(q) * u)**2
print(f"f(1) = {lecun.f(np.array(1.0)):.6f},  q settles at {q:.3f} (rms {np.sqrt(q):.2f}),  "
      f"E[f'²] there {chi:.3f}")

# %% [markdown] slide="fragment"
# It settles, at an rms of 0.62: no decay. The error signal's mean square grows by 2 % per layer on its
# way back, sevenfold in 100. Today `lecun_normal` is the default of Flax's dense and convolutional
# layers ([lesson 06](06_frameworks.ipynb)), and the usual partner of SELU. It was not meant for the logistic sigmoid.
#
# <!-- slide:
# The size settles at an rms of 0.62: no decay. **LeCun's rule was not meant for the logistic
# sigmoid.**
# -->

# %% [markdown] slide="slide" name="names" covers="E15"
# ## Names
#
# | name | variance | in libraries |
# |---|---|---|
# | LeCun | $1/n_{in}$ | `lecun_normal`, `lecun_uniform` (Keras, JAX) |
# | Xavier, or Glorot | $2/(n_{in} + n_{out})$ | `xavier_…` (PyTorch), `glorot_…` (Keras, JAX) |
# | He, or Kaiming | $2/n_{in}$ ([lesson 05](05_he.ipynb)) | `kaiming_…` (PyTorch), `he_…` (Keras, JAX) |
#
# *Xavier* and *Kaiming* are given names, of Xavier Glorot and Kaiming He. The papers are cited as
# Glorot and Bengio (2010) and He, Zhang, Ren and Sun (2015).

# %% [markdown] slide="subslide" name="sources" covers="E1,E2,E3,E12,S2.12"
# ### Common claims
#
# | claim | verdict |
# |---|---|
# | Xavier's variance is $1/n$ | for equal fans only; with $n = n_{in}$ it is LeCun's |
# | … "initially" $1/(n_{in} + n_{out})$ | never: $2/(n_{in} + n_{out})$, eq. 12; without the 2, equal widths lose half per layer |
# | Xavier suits sigmoid and tanh | tanh, not the sigmoid: error signals ÷ 4 per layer |
# | LeCun is for the sigmoid | the paper prefers a tanh to the logistic function |
# | Xavier makes $\operatorname{Var} z$ independent of size | only for equal fans |

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# 400 → 100, which variance?
#
# | | rule | forward variance ratio | backward |
# |---|---|---|---|
# | 1/400 | LeCun | **1** | 0.25 |
# | 1/100 | backward | 4 | **1** |
# | 1/250 | Xavier | 1.6 | 0.4 |
# | 1/200 | geometric mean | 2 | 0.5 |
# | 1/1200 | heuristic | 0.33 | 0.08 |
#
# No variance keeps both. Xavier's makes the two ratios add up to 2 and is a fair choice for tanh
# nets of about equal widths. Only the last row loses in both directions.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - Forward asks for $1/n_{in}$, backward for $1/n_{out}$: between unequal fans, no variance does both.
# - Xavier's $2/(n_{in} + n_{out})$ is the compromise: its two variance ratios add up to 2.
# - It suits tanh, not the sigmoid: the derivation needs $f(0) = 0$ and $f'(0) = 1$.

# %% [markdown] slide="skip"
# *What would have refuted this?* Sizes in the normalised net that fall by a constant factor per
# layer; a sigmoid net that keeps its error signal with Xavier's rule.
#
# **Where next?** The [assignment `xavier`](../assignments/xavier/xavier.ipynb): the two ratios and the bound as functions of numbers, then
# the four samplers, for any layout. [Lesson 05](05_he.ipynb) asks why this rule stalls in a 30-layer ReLU
# net.
#
# *Sources.* X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward
# neural networks*, 2010: eq. 1 (heuristic), eqs 10 and 11 (the two conditions), eq. 12
# (variance), eq. 15 (⅓), eq. 16 (uniform), sections 4.2.2 and 5 · Y. LeCun, L. Bottou, G. Orr and
# K.-R. Müller, *Efficient BackProp*, 1998, sections 4.4 to 4.6 · V. Marchenko and L. Pastur, 1967 ·
# The gain of 4 for the sigmoid: *Deep Learning Tutorials* of the LISA lab, multilayer perceptron.
