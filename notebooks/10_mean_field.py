# %% [markdown] slide="slide"
# # How deep can a signal reach?
#
# A tanh net, 30 layers, 500 units wide, with random weights and biases. **Two inputs** go in; they are
# similar, but not the same. In every layer $z$ has the same healthy size, as
# [lesson 04](04_xavier.ipynb) asks.
#
# Can the last layer still tell the two inputs apart?
#
# | your guess | because |
# |---|---|
# | yes | nothing vanished: the size was kept |
# | no | 30 random layers make noise of everything |
# | in a wider net | more units carry more |
# | it depends on … ? | |
#
# And which depth is too deep? Say it before the net is trained, from two numbers.

# %% [markdown] slide="skip"
# About 45 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can say from two numbers how deep a signal reaches in a random network.
#
# You need the variance of a sum ([lesson 01](01_signals.ipynb)), error signals, and the average
# over a normal $z$ ([lesson 05b](05b_gains.ipynb)). **One symbol changes.** Papers on this subject
# write $\sigma_w^2$ for $n_{in}$ times the variance of a weight, and so does this lesson: a weight
# is drawn with variance $\sigma_w^2/n_{in}$, a bias with variance $\sigma_b^2$. All layers have
# the same width. LeCun's rule is $\sigma_w^2 = 1$, He's is $\sigma_w^2 = 2$.

# %% slide="skip"
import numpy as np

from initlab import instruments
from initlab.activations import ACTIVATIONS
from initlab.data import handwritten_digits
from initlab.figures import mean_field as pictures
from initlab.figures.relu import through_depth
from initlab.stacked import shares_right

rng = np.random.default_rng(10)
relu = ACTIVATIONS["relu"].f

# %% [markdown] slide="slide" name="picture"
# ## The picture first
#
# Two inputs whose $z$ have variance 1 and correlation 0.6. Three kinds of net, A, B and C, in
# order of their $\sigma_w^2$; in all of them $\sigma_b^2 = 0.05$. We follow the rms of $z$ through
# the layers, and how alike the two inputs still are: the **correlation** of their $z$ over the
# units of a layer,
#
# $$c = \frac{E[z\, z']}{\sqrt{E[z^2]\, E[z'^2]}}.$$
#
# The two have the same size, so $c = 1$ means that the layer sees the same input twice.
#
# <!-- slide:
# Two inputs: $z$ of variance 1, correlation 0.6. Nets A, B, C in order of $\sigma_w^2$; $\sigma_b^2 = 0.05$.
#
# We follow the rms of $z$ and the two inputs' **correlation** over the units of a layer:
#
# $$c = \frac{E[z\, z']}{\sqrt{E[z^2]\, E[z'^2]}}$$
#
# $c = 1$: the layer sees the same input twice.
# -->

# %% slide="skip"
def layer(f, z, sigma_w2, sigma_b2, rng):
    """z of the next layer, for the z of this one: (inputs, width)."""
    n = z.shape[1]
    W = rng.normal(0, np.sqrt(sigma_w2 / n), (n, n))
    return f(z) @ W + rng.normal(0, np.sqrt(sigma_b2), n)


def two_inputs(q, c, width, rng):
    """The z of two inputs, (2, width), with variance q and correlation c."""
    one, other = rng.normal(0, np.sqrt(q), (2, width))
    return np.array([one, c * one + np.sqrt(1 - c**2) * other])

# %% slide="skip"
def followed(f, sigma_w2, sigma_b2, c, depth, rng, width=500):
    """The rms of z and the correlation c, two lists, from layer 0 on."""
    z, sizes, likeness = two_inputs(1.0, c, width, rng), [], []
    for _ in range(depth + 1):
        squares = np.mean(z**2, axis=1)
        sizes.append(np.sqrt(squares.mean()))
        likeness.append(np.mean(z[0] * z[1]) / np.sqrt(squares[0] * squares[1]))
        z = layer(f, z, sigma_w2, sigma_b2, rng)
    return sizes, likeness

# %% slide="skip"
THREE = {"A: σ_w² = 1.2": 1.2, "B: σ_w² = 1.76": 1.76, "C: σ_w² = 2.5": 2.5}
nets = {name: np.array([followed(np.tanh, sigma_w2, 0.05, 0.6, 30, rng) for _ in range(8)])
        for name, sigma_w2 in THREE.items()}            # eight nets of each kind: (8, 2, layers)

# %% slide="skip"
means = {name: runs.mean(axis=0) for name, runs in nets.items()}

# %% slide="subslide"
pictures.size_and_likeness({name: mean[0] for name, mean in means.items()},
                           {name: mean[1] for name, mean in means.items()},
                           "The size holds in all three; the likeness of the inputs does not")

# %% [markdown] slide="fragment"
# After a few layers the size is constant in all three. But A makes the two inputs one, C drives
# them apart, and in B the correlation creeps. So "it depends", and not on the size.

# %% [markdown] slide="skip"
# Would a wider net help? A once more, with 100 units and with 1,000; means over 40 nets and over
# 4:

# %% slide="skip"
by_width = {width: np.mean([followed(np.tanh, 1.2, 0.05, 0.6, 12, rng, width)[1][-1]
                            for _ in range(count)]) for width, count in ((100, 40), (1000, 4))}
print({width: round(float(c), 2) for width, c in by_width.items()}, "after 12 layers")

# %% [markdown] slide="slide" name="variance-map"
# ## How large is z? A map from layer to layer
#
# Let $z$ have variance $q$ in one layer. A wide layer adds up many independent terms, so $z$ is
# nearly normal: $z = \sqrt q\, u$ with $u \sim N(0, 1)$. (The root, as $q$ is a variance.)
#
# The next $z$ is $\sum_i w_i f(z_i) + b$: $n$ products of variance
# $\frac{\sigma_w^2}{n} E[f(z)^2]$ each, and a bias.
#
# $$q_{next} = \sigma_w^2\, E\!\left[f(\sqrt q\, u)^2\right] + \sigma_b^2$$
#
# By hand, with no activation, $\sigma_w^2 = \frac12$, $\sigma_b^2 = 1$: from $q = 4$ to 3, to 2.5,
# to 2.25, …
#
# <!-- slide:
# Let $z$ have variance $q$. As a sum of many terms it is nearly normal: $z = \sqrt q\, u$, $u \sim N(0, 1)$.
#
# The next $z$ is $\sum_i w_i f(z_i) + b$: $n$ products of variance $\frac{\sigma_w^2}{n} E[f(z)^2]$, and a bias.
#
# $$q_{next} = \sigma_w^2\, E\!\left[f(\sqrt q\, u)^2\right] + \sigma_b^2$$
#
# By hand, no activation, $\sigma_w^2 = \frac12$, $\sigma_b^2 = 1$: 4, 3, 2.5, 2.25, …
# -->

# %% slide="-"
u = np.linspace(-10, 10, 2000)              # strips of a normal density, as in lesson 05b
share = np.exp(-u**2 / 2)
share /= share.sum()


def next_size(f, q, sigma_w2, sigma_b2):
    """The variance of the next layer's z."""
    return sigma_w2 * np.sum(f(np.sqrt(q) * u) ** 2 * share) + sigma_b2


print([float(next_size(lambda z: z, q, 0.5, 1)) for q in (4, 3, 2.5)])

# %% [markdown] slide="subslide" name="fixed-point"
# ### It settles: the fixed point q*
#
# Repeat the map. Where it meets the diagonal, nothing changes any more: that $q$ is called $q^*$.
# With no activation $q^* = \frac12 q^* + 1$, so 2.

# %% slide="-" lines="5"
def settled(f, sigma_w2, sigma_b2, layers=500):
    """q*, by repeating the map from q = 1."""
    q = 1.0
    for _ in range(layers):
        q = next_size(f, q, sigma_w2, sigma_b2)
    return q


fixed = {name: settled(np.tanh, sigma_w2, 0.05) for name, sigma_w2 in THREE.items()}

# %% slide="skip"
sizes = np.linspace(0, 1.5, 40)
maps = {name: np.array([next_size(np.tanh, q, sigma_w2, 0.05) for q in sizes])
        for name, sigma_w2 in THREE.items()}

# %% slide="subslide"
pictures.variance_maps(sizes, maps, fixed)

# %% [markdown] slide="fragment"
# Left of the crossing the map lies above the diagonal and $q$ grows, right of it $q$ falls: from
# any start it goes to the same $q^*$.

# %% [markdown] slide="subslide"
# ### Could it be wrong? One net from three starts
#
# If widths of 500 were not wide enough, or $z$ not normal, real nets would settle elsewhere.

# %% slide="-"
print("layer        ", *(f"{k:7}" for k in (0, 1, 2, 4, 8)))
for start in (0.1, 1.0, 5.0):
    z, q, found, told = two_inputs(start, 0, 500, rng), start, [], []
    for _ in range(9):
        found.append(np.mean(z**2))
        told.append(q)
        z, q = layer(np.tanh, z, 2.5, 0.05, rng), next_size(np.tanh, q, 2.5, 0.05)
    print("one net      ", *(f"{found[k]:7.3f}" for k in (0, 1, 2, 4, 8)))
    print("  theory     ", *(f"{told[k]:7.3f}" for k in (0, 1, 2, 4, 8)))

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: how fast does the size settle?** Close to $q^*$ a deviation of $q$ is multiplied
# in each layer by the slope of the map. Differentiate, and integrate by parts
# ($E[u\,g(u)] = E[g'(u)]$):
#
# $$\frac{dq_{next}}{dq} = \frac{\sigma_w^2}{\sqrt q}\, E[u f f'] = \sigma_w^2\, E[f'^2 + f f'']
# \qquad (f, f', f'' \text{ at } \sqrt q\, u)$$
#
# The size's own depth scale is $-1/\ln$ of that slope. For tanh $f f''$ is negative, so the slope
# is below $\chi_1$, which you will meet next: the size settles sooner than the likeness of two
# inputs.

# %% slide="skip" tags=["deeper"]
def slope_at(q, sigma_w2):
    """The slope of tanh's map, by the formula."""
    t = np.tanh(np.sqrt(q) * u)
    return sigma_w2 * np.sum(((1 - t**2) ** 2 - 2 * t**2 * (1 - t**2)) * share)


size_scales = {}
for name, q in fixed.items():
    slope, small = slope_at(q, THREE[name]), 1e-4
    rise = (next_size(np.tanh, q + small, THREE[name], 0.05) - q) / small
    size_scales[name] = -1 / np.log(slope)
    print(f"slope {slope:.4f}, by a small step {rise:.4f}; scale {size_scales[name]:.2f} layers")

# %% [markdown] slide="slide" name="difference"
# ## What becomes of a small difference?
#
# Two inputs; in one layer their $z$ differ by a little, $d$. Follow it:
#
# 1. The activation hands on $f(z + d) - f(z) \approx f'(z)\, d$.
# 2. The next layer sums $n$ of these with weights: mean square $\sigma_w^2\, E[f'(z)^2\, d^2]$.
#    The bias is the same for both inputs and drops out.
# 3. $z$ and $d$ are sums with the same weights. But both inputs have the size $q^*$,
#    $E[(z + d)^2] = E[z^2]$, so $E[z\, d] = -\frac12 E[d^2]$: next to nothing. Take them as independent:
#    $E[f'(z)^2]\, E[d^2]$.
#
# So each layer multiplies the mean square of a small difference by
#
# $$\chi_1 = \sigma_w^2\, E\!\left[f'(\sqrt{q^*}\, u)^2\right]$$
#
# <!-- slide:
# Two inputs; their $z$ differ by a little, $d$.
#
# 1. The activation hands on $f(z + d) - f(z) \approx f'(z)\, d$.
# 2. The next layer sums these, the bias drops out: mean square $\sigma_w^2\, E[f'(z)^2\, d^2]$.
# 3. Both have size $q^*$, so $E[z\, d] = -\frac12 E[d^2]$, next to nothing; treat them as independent.
#
# So each layer multiplies $E[d^2]$ by
#
# $$\chi_1 = \sigma_w^2\, E\!\left[f'(\sqrt{q^*}\, u)^2\right]$$
# -->

# %% slide="subslide" lines="3"
def chi(df, q, sigma_w2):
    """The factor of a small difference, where z has variance q."""
    return sigma_w2 * np.sum(df(np.sqrt(q) * u) ** 2 * share)


def tanh_slope(z):
    return 1 - np.tanh(z) ** 2


chis = {name: chi(tanh_slope, q, THREE[name]) for name, q in fixed.items()}
print({name: round(float(factor), 3) for name, factor in chis.items()})

# %% [markdown] slide="subslide" name="error-signal"
# ### The error signal: the same number
#
# Backward, $\delta = f'(z) \cdot (\delta_{above} W^\top)$. The sum in parentheses has mean square
# $n \cdot \frac{\sigma_w^2}{n} E[\delta_{above}^2]$, and $f'(z)^2$ multiplies it by its mean:
#
# $$E[\delta^2] = \sigma_w^2\, E[f'(z)^2]\, E[\delta_{above}^2] = \chi_1\, E[\delta_{above}^2]$$
#
# **A net that makes inputs alike makes error signals vanish; one that tears inputs apart makes
# them explode.** One number for both (all layers are equally wide).
#
# Both derivations assume independence somewhere. So measure: two inputs at a distance of
# $10^{-5}$, and a random error signal at the top.

# %% slide="skip"
def small_things(name, rng, depth=30, width=500):
    """Mean squares layer by layer: of a small difference upward, of an error signal downward."""
    one = rng.normal(0, np.sqrt(fixed[name]), width)
    z = np.array([one, one + 1e-5 * rng.normal(size=width)])
    delta, up, down = rng.normal(size=width), [np.mean((z[1] - z[0]) ** 2)], [1.0]
    weights, slopes = [], []
    for _ in range(depth):
        weights.append(rng.normal(0, np.sqrt(THREE[name] / width), (width, width)))
        slopes.append(tanh_slope(z[0]))
        z = np.tanh(z) @ weights[-1] + rng.normal(0, np.sqrt(0.05), width)
        up.append(np.mean((z[1] - z[0]) ** 2))
    for W, slope in zip(weights[::-1], slopes[::-1], strict=True):
        delta = slope * (W @ delta)
        down.append(np.mean(delta**2))
    return np.array(up) / up[0], np.array(down)

# %% slide="skip"
small = {name: np.mean([small_things(name, rng) for _ in range(8)], axis=0) for name in THREE}
ups, downs = ({name: small[name][way] for name in THREE} for way in (0, 1))
by_chi = {name: factor ** np.arange(31) for name, factor in chis.items()}

# %% slide="subslide"
through_depth({"a small difference, upward": ups, "an error signal, downward": downs},
              "One factor per layer, χ₁, both ways", by_chi,
              y="mean square (1 at the start)", x="layers passed (number)")

# %% [markdown] slide="fragment"
# Markers: means of eight nets. Lines: $\chi_1^{\,l}$, with $\chi_1$ from the formula.

# %% [markdown] slide="slide" name="depth-scale"
# ## The depth scale
#
# After $l$ layers $\chi_1^{\,l} = e^{\,l \ln \chi_1}$ is left. Write the exponent as $-l/\xi$:
#
# $$\chi_1^{\,l} = e^{-l/\xi} \qquad\Longrightarrow\qquad \xi = -\frac{1}{\ln \chi_1}$$
#
# $\xi$ is the **depth scale**: in $\xi$ layers a mean square falls by a factor of $e$. Mind the
# minus: $\ln \chi_1$ is negative when $\chi_1 < 1$.
#
# | | name | small differences | error signals |
# |---|---|---|---|
# | $\chi_1 < 1$ | ordered | die out | vanish |
# | $\chi_1 = 1$ | critical | are kept | are kept |
# | $\chi_1 > 1$ | chaotic | grow | explode |
#
# In the chaotic phase the formula gives a negative number; its size says in how many layers they
# grow by a factor of $e$.

# %% slide="subslide"
for name, factor in chis.items():
    scale = 1 / abs(np.log(factor))
    print(f"{name:16} χ₁ {factor:.3f}   1/|ln χ₁| {scale:7.1f} layers   χ₁³⁰ {factor**30:7.2g}")

# %% [markdown] slide="subslide" name="likeness"
# ### And differences that are not small?
#
# Where both have variance $q$, $E[(z - z')^2] = 2q - 2qc$. So near $c = 1$ the gap $1 - c$ is
# multiplied by $\chi_1$ in each layer; the 1 in its name is this $c$. For any $c$, average over two
# normal numbers that have this correlation:
#
# $$c_{next} = \frac{\sigma_w^2\, E[f(z)\, f(z')] + \sigma_b^2}{q_{next}}, \qquad
# z = \sqrt q\, u, \quad z' = \sqrt q\,\bigl(c\, u + \sqrt{1 - c^2}\, v\bigr)$$

# %% slide="-"
first, second = np.meshgrid(np.linspace(-6, 6, 61), np.linspace(-6, 6, 61))
both = np.exp(-(first**2 + second**2) / 2)
both /= both.sum()


def next_pair(f, q, c, sigma_w2, sigma_b2):
    """q and c of the next layer."""
    one = f(np.sqrt(q) * first)
    other = f(np.sqrt(q) * (c * first + np.sqrt(1 - min(c, 1) ** 2) * second))
    q_next = sigma_w2 * np.sum(one**2 * both) + sigma_b2
    return q_next, (sigma_w2 * np.sum(one * other * both) + sigma_b2) / q_next

# %% slide="skip"
def mean_and_error(runs):
    """Means over the nets, and their standard errors."""
    return runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(runs))


def told(sigma_w2, c, depth, q=1.0):
    """The correlation in each layer, as the theory has it."""
    curve = [c]
    for _ in range(depth):
        q, c = next_pair(np.tanh, q, c, sigma_w2, 0.05)
        curve.append(c)
    return curve


theory = {name: told(sigma_w2, 0.6, 30) for name, sigma_w2 in THREE.items()}
measured = {name: mean_and_error(runs[:, 1]) for name, runs in nets.items()}

# %% slide="subslide"
pictures.correlations(measured, theory, "Theory and nets of width 500: order, edge and chaos")

# %% [markdown] slide="fragment"
# Lines: the theory. Markers: the eight nets of the first picture, with bars of two standard
# errors. In the chaotic phase $c = 1$ is still a fixed point, but an unstable one: the correlation
# goes to 0.45, from either side.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: two depth scales in chaos.** How fast do two inputs reach that 0.45? By the slope
# of the map of $c$ there, which is not $\chi_1$, its slope at $c = 1$. S. Schoenholz and
# co-authors (2017) therefore have two depth scales: $\xi_c$ with the slope at the fixed point of
# $c$, for signals, and $\xi_\nabla$ with $\chi_1$, for gradients. In the ordered phase they are
# one.

# %% slide="skip" tags=["deeper"]
chaos = "C: σ_w² = 2.5"
c = told(2.5, 0.6, 300)[-1]
rise = (next_pair(np.tanh, fixed[chaos], c + 1e-4, 2.5, 0.05)[1] - c) / 1e-4
print(f"c settles at {c:.3f}; slope there {rise:.3f}, ξ_c {-1 / np.log(rise):.1f} layers; "
      f"ξ of gradients {1 / np.log(chis[chaos]):.1f}")

# %% [markdown] slide="slide" name="critical-line"
# ## The edge between order and chaos
#
# At which $\sigma_w^2$ is $\chi_1 = 1$? Two equations hold there:
#
# $$1 = \sigma_w^2\, E[f'(\sqrt q\, u)^2] \qquad\text{and}\qquad
# q = \sigma_w^2\, E[f(\sqrt q\, u)^2] + \sigma_b^2$$
#
# The second is why $q^*$, not 1, must stand in the first. Choose $q$ and read them from left to
# right: the first gives $\sigma_w^2$, then the second gives $\sigma_b^2$. As $q$ runs from 0 up,
# the point $(\sigma_b^2, \sigma_w^2)$ walks along the **critical line**.
#
# <!-- slide:
# At which $\sigma_w^2$ is $\chi_1 = 1$? Two equations hold there:
#
# $$1 = \sigma_w^2\, E[f'(\sqrt q\, u)^2] \qquad\text{and}\qquad
# q = \sigma_w^2\, E[f(\sqrt q\, u)^2] + \sigma_b^2$$
#
# Choose $q$: the first gives $\sigma_w^2$, then the second $\sigma_b^2$. As $q$ grows from 0, the point walks along
# the **critical line**.
# -->

# %% slide="-"
def point(q, factor=1.0):
    """(sigma_b2, sigma_w2) of the tanh net that settles at q with χ₁ = factor."""
    sigma_w2 = factor / chi(tanh_slope, q, 1.0)
    return q - next_size(np.tanh, q, sigma_w2, 0.0), sigma_w2


print(np.round([point(q) for q in (0, 0.25, 0.57, 1)], 4).tolist())

# %% [markdown] slide="subslide"
# ### For a given bias: halve an interval
#
# $\sigma_b^2$ grows with $q$ along the line, so search the $q$ at which it is the one you want.
#
# <!-- slide:
# $\sigma_b^2$ grows with $q$: search the $q$ that gives yours.
# -->

# %% slide="-" lines="6"
def edge(sigma_b2):
    """The critical sigma_w2 of tanh."""
    low, high = 0.0, 10.0
    for _ in range(50):
        q = (low + high) / 2
        low, high = (q, high) if point(q)[0] < sigma_b2 else (low, q)
    return point(q)[1]


for sigma_b2 in (0, 0.01, 0.05, 0.2):
    print(f"σ_b² = {sigma_b2:4}: critical at σ_w² = {edge(sigma_b2):.4f}")

# %% [markdown] slide="fragment"
# Without biases the edge is LeCun's $\sigma_w^2 = 1$. With $\sigma_b^2 = 0.05$ it is 1.7610; B has
# the first three digits.
#
# <!-- slide:
# Without biases: LeCun's $\sigma_w^2 = 1$. Net B has 1.76.
# -->

# %% [markdown] slide="subslide" name="phase-diagram"
# ### The whole plane

# %% slide="skip"
walk = np.concatenate([[0], np.geomspace(1e-4, 6, 150)])
lines = {}
for factor in np.exp([-1 / 2, -1 / 6, -1 / 20, 0, 1 / 20, 1 / 6]):
    found = np.array([point(q, factor) for q in walk])
    lines[float(factor)] = tuple(found[found[:, 0] >= 0].T)      # no variance is negative
RULES = {"nn.Linear": (0, 1 / 3), "LeCun, Xavier": (0, 1), "gain 5/3": (0, 25 / 9),
         "A": (0.05, 1.2), "B": (0.05, 1.76), "C": (0.05, 2.5)}

# %% slide="-"
pictures.phase_diagram(lines, RULES)

# %% [markdown] slide="skip"
# A, B and C are the nets of the first picture. $\xi = 6$ on the dashed line means: differences
# fall by $e$ in 6 layers; on a dotted one they grow by as much. The lines are walks with another
# $\chi_1$ than 1.

# %% [markdown] slide="subslide" name="choose-a-point"
# ### Choose a point yourself

# %% slide="-"
instruments.phase_diagram(sigma_w2=1.2, sigma_b2=0.05)

# %% [markdown] slide="skip"
# The figure begins at A, with a new net, drawn in this page. Raise $\sigma_w^2$ to the critical line:
# do the dots of this net begin to creep, as B's did? Then raise $\sigma_b^2$ alone: on which side of
# the line is the net now? Last, take 30 units in place of 300: how far from the lines are the dots?

# %% [markdown] slide="subslide" name="rules"
# ### Where do the rules that you know stand?

# %% slide="-"
lecun = ACTIVATIONS["lecun_tanh"]
STAND = {"tanh, PyTorch's nn.Linear": (np.tanh, tanh_slope, 1 / 3, 1 / 3 / 500),
         "tanh, gain 5/3": (np.tanh, tanh_slope, 25 / 9, 0),
         "1.7159 tanh(2z/3), LeCun": (lecun.f, lecun.df, 1, 0)}
stand = {}
for name, (f, df, sigma_w2, sigma_b2) in STAND.items():
    q = settled(f, sigma_w2, sigma_b2)
    factor = chi(df, q, sigma_w2)
    stand[name] = q, factor
    scale = 1 / abs(np.log(factor))
    print(f"{name:26} q* {q:.3f}   χ₁ {factor:.3f}   1/|ln χ₁| {scale:5.1f} layers")

# %% [markdown] slide="fragment"
# - PyTorch's default has $\sigma_w^2 = \frac13$ (with a bias of variance $1/(3n)$; here
#   $n = 500$): a depth scale of less than one layer.
# - LeCun's tanh of 1998 stands just inside chaos, with 52 layers to a factor of $e$.
# - tanh with $\sigma_w^2 = 1$ and no bias stands at the very end of the line, where $q^* = 0$: the
#   variance $q$ itself falls, like $1/(2l)$ ([lesson 04](04_xavier.ipynb)).
#
# <!-- slide:
# - PyTorch's default, $\sigma_w^2 = \frac13$: a depth scale of less than one layer.
# - LeCun's tanh of 1998: just inside chaos, 52 layers to a factor of $e$.
# - tanh, $\sigma_w^2 = 1$, no bias: the end of the line, $q^* = 0$; $q$ falls like $1/(2l)$
#   ([lesson 04](04_xavier.ipynb)).
# -->

# %% [markdown] slide="slide" name="relu"
# ## ReLU and He: always on the edge
#
# By [lesson 05](05_he.ipynb)'s half: $q_{next} = \frac12 \sigma_w^2\, q + \sigma_b^2$, and
# $E[f'^2] = \frac12$ whatever $q$ is, so
#
# $$\chi_1 = \tfrac12 \sigma_w^2.$$
#
# He's $\sigma_w^2 = 2$, $\sigma_b^2 = 0$: every $q$ is a fixed point, and $\chi_1 = 1$. There is
# no line to search for: He's rule *is* the edge. (With biases $q$ grows by $\sigma_b^2$ a layer, and
# never settles; $\chi_1$ is 1 all the same.)
#
# Are differences then kept for ever? $\chi_1$ is about small ones. For any two inputs ReLU's
# average has a closed form (Cho and Saul 2009):
#
# $$c_{next} = \frac{\sqrt{1 - c^2} + (\pi - \arccos c)\, c}{\pi}$$
#
# From $c = 0$, two unrelated inputs, to $1/\pi = 0.318$: after one layer they already agree a
# little, since ReLU's outputs are never negative.

# %% [markdown] slide="skip" name="arc-cosine" tags=["deeper"]
# **Going deeper: the closed form.** Write $c = \cos\varphi$ and take polar coordinates:
# $z = r\cos\theta$, $z' = r\cos(\theta - \varphi)$, with $\theta$ uniform and $E[r^2] = 2q$. Both
# are positive for $\varphi - \frac\pi2 < \theta < \frac\pi2$, and the product of the cosines is
# $\frac12 [\cos\varphi + \cos(2\theta - \varphi)]$:
#
# $$E[f(z) f(z')] = \frac{2q}{2\pi} \int_{\varphi - \pi/2}^{\pi/2} \cos\theta\, \cos(\theta - \varphi)\,
# d\theta = \frac{q}{2\pi}\, \bigl( \sin\varphi + (\pi - \varphi) \cos\varphi \bigr)$$
#
# Times $\sigma_w^2/q = 2/q$ this is the formula above.

# %% slide="skip"
def more_alike(c):
    """The correlation after one more layer of ReLU with He's weights."""
    return (np.sqrt(1 - c**2) + (np.pi - np.arccos(c)) * c) / np.pi


def alike(c, depth):
    curve = [c]
    for _ in range(depth):
        curve.append(more_alike(curve[-1]))
    return curve


STARTS = {"start at 0.9": 0.9, "start at 0": 0.0, "start at −0.9": -0.9}
relu_theory = {name: alike(c, 40) for name, c in STARTS.items()}
relu_runs = {name: np.array([followed(relu, 2, 0, c, 40, rng)[1] for _ in range(8)])
             for name, c in STARTS.items()}

# %% slide="skip"
relu_measured = {name: mean_and_error(runs) for name, runs in relu_runs.items()}

# %% slide="subslide"
pictures.correlations(relu_measured, relu_theory,
                      "He keeps the size, and still makes all inputs alike", 4)

# %% [markdown] slide="fragment"
# From unrelated inputs to a correlation of 0.97 in 30 layers. Not at an exponential rate, though:
# $\chi_1$ is 1, and the gap falls like a power of the depth,
#
# $$1 - c \approx \frac{9\pi^2}{2\, l^2} \quad\text{for large } l.$$
#
# <!-- slide:
# Unrelated inputs have a correlation of 0.97 after 30 layers. But $\chi_1 = 1$: the gap falls like a power,
#
# $$1 - c \approx \frac{9\pi^2}{2\, l^2} \quad\text{for large } l.$$
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: where $9\pi^2/2$ comes from.** For a small angle,
# $\sin\varphi - \varphi\cos\varphi \approx \varphi^3/3$. Put it into the map:
# $c_{next} \approx c + \varphi^3/(3\pi)$. With the gap $\varepsilon = 1 - c \approx \varphi^2/2$,
#
# $$\varepsilon_{next} \approx \varepsilon - \frac{(2\varepsilon)^{3/2}}{3\pi} \qquad\Longrightarrow\qquad
# \frac{1}{\sqrt{\varepsilon_{next}}} \approx \frac{1}{\sqrt\varepsilon} + \frac{\sqrt2}{3\pi}$$
#
# Each layer adds 0.150 to $1/\sqrt\varepsilon$, so after many it is $\sqrt2\, l/(3\pi)$, and
# $\varepsilon = 9\pi^2/(2l^2) = 44.4/l^2$. "Many" means it: from $c = 0$ the gap times $l^2$ is 25
# at layer 30, 36 at layer 100, and 43 at layer 1,000.
#
# The power 3/2 is the kink's doing: it is the share of pairs that ReLU's corner parts, about
# $\varphi$, times the square of their distance. Smooth activations have $\varepsilon^2$ there, and
# on tanh's critical line the gap falls like $1/l$ only.

# %% slide="skip" tags=["deeper"]
long = np.array(alike(0.0, 3000))
gap_times = {k: (1 - long[k]) * k**2 for k in (30, 100, 1000, 3000)}
print("gap × l²", {k: round(float(v), 1) for k, v in gap_times.items()}, " 9π²/2 =",
      round(9 * np.pi**2 / 2, 1))
on_edge = np.array(told(edge(0.05), 0.6, 2000))
print("tanh on its line, gap × l:", [round(float((1 - on_edge[k]) * k), 2) for k in (500, 2000)])

# %% [markdown] slide="slide" name="trainability"
# ## Does it decide what can be trained?
#
# Schoenholz et al. (2017) trained tanh nets on MNIST: they learn down to about six depth scales.
# At 6 ξ, $e^{-6}$ is left: $\frac1{400}$ of a mean square, $\frac1{20}$ of an amplitude.
#
# A small test of it: 1,437 handwritten digits; tanh, 64 wide, $\sigma_b^2 = 0.05$; 200 steps on 32
# digits each; seven values of $\sigma_w^2$, five depths, the better of two learning rates. Shown:
# the share of right answers in the last 20 steps. Guessing has 0.10.
#
# **If χ₁ did not matter, each row would be one colour.**
#
# <!-- slide:
# - Schoenholz et al. (2017): tanh nets learn MNIST down to about six depth scales, where $e^{-6} \approx \frac1{400}$
#   is left.
# - Our test: small digits, 64 units, seven $\sigma_w^2$, five depths, 200 steps.
#
# **If χ₁ did not matter, each row would be one colour.**
# -->

# %% slide="skip"
def first_nets(depth, sigma_w2s, rng, width=64):
    """Weights (nets, n_in, n_out) and biases (nets, 1, n_out) of nets side by side."""
    weights, biases, n_in = [], [], 64
    for n_out in [width] * depth + [10]:
        sigma_w2 = np.ones(len(sigma_w2s)) if n_out == 10 else np.array(sigma_w2s)
        W = rng.normal(0, n_in**-0.5, (len(sigma_w2s), n_in, n_out))
        weights.append(np.sqrt(sigma_w2)[:, None, None] * W)
        biases.append(rng.normal(0, np.sqrt(0.05), (len(sigma_w2s), 1, n_out)))
        n_in = n_out
    return weights, biases

# %% slide="skip"
SIGMAS, DEPTHS, RATES = (0.6, 0.8, 1.0, 1.2, 1.76, 2.5, 4.0), (6, 10, 16, 26, 42), (0.02, 0.1)


def table(steps, rng):
    """Shares of right answers, the better of two rates: (depths, sigma_w2)."""
    def learned(depth, lr):
        return shares_right("tanh", first_nets(depth, SIGMAS, rng), data, lr, rng, steps)

    return np.array([np.max([learned(depth, lr) for lr in RATES], axis=0) for depth in DEPTHS])


data = handwritten_digits()
accuracy = table(200, rng)
reach = [1 / abs(np.log(chi(tanh_slope, settled(np.tanh, s, 0.05), s))) for s in SIGMAS]

# %% slide="subslide"
pictures.trained(SIGMAS, DEPTHS, accuracy, reach,
                 "What learns lies below a multiple of the depth scale")

# %% [markdown] slide="fragment"
# Short nets learn from any of these starts. Deep ones learn best near the critical 1.76, and worse
# the farther off it they start, on the ordered side and on the chaotic one. The dashed line is
# about where that begins to show.

# %% [markdown] slide="subslide" name="six"
# ### Is it six?
#
# Where does a column fall below one half, in depth scales? (Between two depths on a straight line,
# over the logarithm of the depth.) And with 50 steps in place of 200?
#
# <!-- slide:
# **Where does a column fall below one half, in depth scales?**
#
# And with 50 steps in place of 200?
# -->

# %% slide="subslide"
def last_depth(column):
    """The depth at which the share of right answers falls to a half; None if it does not."""
    k = int(np.argmax(column < 0.5))
    if column[k] >= 0.5:
        return None
    part = (column[k - 1] - 0.5) / (column[k - 1] - column[k])
    return np.exp(np.interp(part, [0, 1], np.log(DEPTHS[k - 1 : k + 1])))


accuracy_50 = table(50, rng)
for k, (sigma_w2, scale) in enumerate(zip(SIGMAS, reach, strict=True)):
    ends = [last_depth(accuracy[:, k]), last_depth(accuracy_50[:, k])]
    words = [f"{end:.0f} layers, {end / scale:.1f} ξ" if end else "none" for end in ends]
    print(f"σ_w² {sigma_w2:4}   ξ {scale:6.1f}   200 steps: {words[0]:18} 50 steps: {words[1]}")

# %% [markdown] slide="fragment"
# The depth that can be trained follows $\xi$. The factor is no constant of nature: it grows with
# the time that you train, and 6 lies in between. Nor do the nets of 1.76 go on for ever, although
# their $\xi$ has no bound to speak of: with 80 layers they got less than half right after 200 steps.
#
# <!-- slide:
# - The depth that can be trained follows $\xi$.
# - The factor grows with the time that you train; 6 lies in between.
# - At 1.76, $\xi$ has no bound to speak of, yet 80 layers got less than half right.
# -->

# %% [markdown] slide="skip"
# With other seeds these numbers moved by up to two, and the "none" of 1.2 became six. No rate between
# 0.005 and 3 made the ordered nets of 42 layers learn. And it is the line that counts, not
# $\sigma_w^2$: with $\sigma_b^2 = 0.2$ the critical value is 2.285, and of the nets of 42 layers those of
# 2.285 learned best, those of 1.76 worse.
# Schoenholz et al. count in the depth scale of
# the correlation, which is this $\xi$ on the ordered side. The 80 layers of 1.76 had a rate of
# 0.005; after 1,000 steps they knew most digits. With $\sigma_w^2 = 1.2$, where 80 layers are 13
# $\xi$, the net was guessing still.

# %% [markdown] slide="slide" name="common-claims"
# ## Common claims
#
# | claim | verdict |
# |---|---|
# | Where the size is kept, the signal gets through | **false**: sizes held, differences fell by $\chi_1$ |
# | At the start, a wider net keeps differences longer | **false**: about 0.93 after 12 layers with 100 units and with 1,000 |
# | Chaos can't be trained | **false**: at $\sigma_w^2 = 2.5$, 26 layers learned |
# | On the critical line any depth can be trained | **can't be told**: 80 layers got few digits right in 200 steps, most in 1,000 |
# | He keeps inputs apart | **false**: $\chi_1 = 1$, and yet they grow alike, as $1/l^2$ |
# | tanh is critical at $\sigma_w^2 = 1$ | **holds only** without biases |

# %% [markdown] slide="slide" name="recap"
# ## The opening question, answered
#
# It depends on $\chi_1$. A healthy size says nothing: it has a fixed point of its own and reaches
# it in a few layers. A small difference between inputs is multiplied by $\chi_1$ in each layer,
# and so is an error signal on its way back.
#
# Two numbers, $\sigma_w^2$ and $\sigma_b^2$, give $q^*$, then $\chi_1$, then the depth scale
# $-1/\ln\chi_1$. In an ordered net many times deeper, all inputs look alike to the last layer.
#
# *What would have refuted this?* Real nets off the lines of the theory by more than their error
# bars; a difference and an error signal with two factors; a table of accuracies whose edge ignores
# $\xi$.
#
# <!-- slide:
# - It depends on $\chi_1$, by which each layer multiplies small differences and error signals.
# - $\sigma_w^2, \sigma_b^2 \to q^* \to \chi_1 \to \xi$. Many $\xi$ deep, an ordered net makes all inputs alike.
#
# *What would have refuted this?* Nets off the theory's lines; accuracies whose edge ignores $\xi$.
# -->

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - $q_{next} = \sigma_w^2 E[f(\sqrt q\, u)^2] + \sigma_b^2$; repeat it to get $q^*$.
# - $\chi_1 = \sigma_w^2 E[f'(\sqrt{q^*}\, u)^2]$: below 1 order, above 1 chaos.
# - $\xi = -1/\ln\chi_1$: keep the depth within a few of them.
# - tanh: critical at $\sigma_w^2 = 1$ without biases, at 1.761 with $\sigma_b^2 = 0.05$. ReLU:
#   always at 2.
# - He's nets make all inputs alike, slowly.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `mean_field`](../assignments/mean_field/mean_field.ipynb): the
# map, its fixed point, $\chi_1$ and the critical line, for any activation. [Lesson 11](11_beyond.ipynb) asks what
# residual nets and very wide nets need.
#
# *What the theory leaves out.* Finite width: one net scatters about the lines, the more the deeper
# it is. What training does to the weights. Layers of unequal width, convolutions, normalization
# layers.
#
# *Sources.* B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli, *Exponential
# expressivity in deep neural networks through transient chaos*, 2016 · S. Schoenholz, J. Gilmer,
# S. Ganguli and J. Sohl-Dickstein, *Deep information propagation*, 2017 · Y. Cho and L. Saul,
# *Kernel methods for deep learning*, 2009 (the arc-cosine map) · Y. LeCun, L. Bottou, G. Orr and
# K.-R. Müller, *Efficient BackProp*, 1998.
