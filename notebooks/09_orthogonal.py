# %% [markdown] slide="slide"
# # Can every direction keep its length?
#
# <!-- slide:
# A net of 50 layers, 200 units wide, without activations; weights normal with variance $1/n$.
#
# A difference of two inputs has 200 perpendicular directions, each multiplied by **a factor of its own**.
# How many factors are above a hundredth?
#
# | your guess | because |
# |---|---|
# | all 200 | the rule keeps the size |
# | about 100 | some grow, some shrink |
# | about 40 | … ? |
# | 1 | one direction wins |
# -->
#
# A net of 50 layers, 200 units wide, without activations. Its weights are normal with variance $1/n$
# (LeCun's rule), so a signal keeps its size, on average.
#
# But inputs must stay *different*, too. A difference has 200 perpendicular directions, and the net multiplies
# each by **a factor of its own**. How many of these factors are above a hundredth after 50 layers?
#
# | your guess | because |
# |---|---|
# | all 200 | the rule keeps the size |
# | about 100 | some grow, some shrink |
# | about 40 | … ? |
# | 1 | one direction wins |
#
# And is there a start with which all 200 are 1?

# %% [markdown] slide="skip"
# About 44 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can draw orthogonal weights of any shape, and say where they help and where they don't.
#
# You will count the directions that one layer crushes, draw matrices that crush none, and see how far
# they help behind tanh and ReLU. Then come two other ways to keep a size: measure and divide (LSUV),
# and an activation that corrects it by itself (SELU). Weights have the shape $(n_{in}, n_{out})$, and a
# layer computes $z = xW + b$ for a row $x$; biases are 0 unless said otherwise.

# %% slide="skip"
from itertools import pairwise

import numpy as np

from initlab.activations import ACTIVATIONS
from initlab.data import digits
from initlab.figures import orthogonal as pictures
from initlab.figures.relu import through_depth
from initlab.nets import descend, forward
from initlab.reference import backward, lsuv, orthogonal, softmax_cross_entropy

rng = np.random.default_rng(9)

# %% slide="skip"
def rms(x):
    """Root mean square of all entries."""
    return np.sqrt(np.mean(x**2))

# %% [markdown] slide="slide" name="crushed"
# ## The picture first
#
# Every 200 × 200 matrix has 200 perpendicular directions that it sends to perpendicular directions again. The
# factor by which it stretches one is a **singular value** ([lesson 01](01_signals.ipynb)). Multiply 50
# layers, take the 200 factors, sort them.

# %% slide="skip"
def gaussian(n, rng):
    """Normal weights of variance 1/n."""
    return rng.normal(0, n**-0.5, (n, n))


def factors_after(draw, n, depth, rng):
    """The n singular values of a product of `depth` matrices, the largest first."""
    product = np.eye(n)
    for _ in range(depth):
        product = product @ draw(n, rng)
    return np.linalg.svd(product, compute_uv=False)

# %% slide="skip"
crushed = [factors_after(gaussian, 200, 50, rng) for _ in range(8)]     # eight nets
below = [float(np.mean(s < 0.01)) for s in crushed]
kept = factors_after(lambda n, rng: orthogonal((n, n), rng), 200, 50, rng)

# %% slide="-"
pictures.spectra({"": {"normal weights, variance $1/n$": crushed[0], "orthogonal weights": kept}},
                 "50 layers: normal weights crush most directions, orthogonal ones none")

# %% slide="subslide"
print("below 0.01:", "  ".join(f"{share:.1%}" for share in below))
print(f"mean {np.mean(below):.1%}, standard deviation {np.std(below, ddof=1):.2%} of a net")
print(f"largest {crushed[0][0]:.1f}, above 1: {np.sum(crushed[0] > 1)}, "
      f"mean square {np.mean([s @ s / 200 for s in crushed]):.2f}")

# %% [markdown] slide="fragment"
# 81 % of the directions are crushed: about 38 of 200 are left. The mean *square* of the factors is
# still about 1, as LeCun's rule promises. A few large factors supply it.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: a random input keeps its length.** More or less: it has a part in the few directions that
# grow. But then all images have mostly that part, so inputs at right angles come out closer to one
# line; the cosine of two images is as often negative as positive. For 40 perpendicular inputs, its rms:

# %% slide="skip" tags=["deeper"]
def cosines(draw, n, depth, rng, inputs=40):
    """The rms cosine between the images of perpendicular inputs."""
    images = np.eye(n)[:inputs]
    for _ in range(depth):
        images = images @ draw(n, rng)
    images /= np.linalg.norm(images, axis=1, keepdims=True)
    return rms((images @ images.T)[np.triu_indices(inputs, 1)])


print("normal weights:", [round(float(cosines(gaussian, 200, 50, rng)), 2) for _ in range(4)])

# %% [markdown] slide="slide" name="one-layer"
# ## Why: a later direction finds less room
#
# Send perpendicular directions $e_1, e_2, \dots$ of length 1 through one layer, one after another.
# Each image $e_k W$ is a row of $n$ independent normal numbers of variance $1/n$.
#
# 1. $e_1 W$: the mean square of its length is $n \cdot \frac1n = 1$.
# 2. $e_2 W$ is just as long. But its part along $e_1 W$ is **nothing new**. At right angles to $e_1 W$
#    there are $n - 1$ directions left, and a normal vector has a variance of $\frac1n$ in each.
# 3. At right angles to the first $k - 1$ images, $n - k + 1$ directions are left:
#
# $$E[\text{new length}_k^2] = \frac{n - k + 1}{n}$$
#
# <!-- slide:
# Perpendicular $e_1, e_2, \dots$ of length 1 go through one layer. Each image $e_k W$ has $n$ independent
# normal entries of variance $1/n$.
#
# 1. $e_1 W$: its mean square length is $n \cdot \frac1n = 1$.
# 2. $e_2 W$: as long. But its part along $e_1 W$ is **nothing new**.
# 3. After $k - 1$ images, $n - k + 1$ perpendicular directions are left:
#
# $$E[\text{new length}_k^2] = \frac{n - k + 1}{n}$$
# -->

# %% [markdown] slide="skip"
# By hand, $n = 200$: the first direction keeps 1, the 101st has ½, the last one $\frac1{200}$. The code
# takes away from each image what lies along the earlier ones (Gram and Schmidt's method).

# %% slide="skip"
def new_lengths(W):
    """For each row of W, the length of its part at right angles to all rows above it."""
    found, lengths = [], []
    for row in W:
        for unit in found:
            row = row - (row @ unit) * unit
        lengths.append(np.sqrt(row @ row))
        found.append(row / lengths[-1])
    return np.array(lengths)


n = 200
measured_new = np.sqrt(np.mean([new_lengths(gaussian(n, rng)) ** 2 for _ in range(10)], axis=0))
room = np.sqrt((n - np.arange(n)) / n)                  # k = 1, 2, …, n

# %% slide="subslide"
pictures.remaining(n, measured_new, room)

# %% [markdown] slide="subslide" name="prediction"
# ### A prediction for 50 layers
#
# The next layer does the same to the new part of direction $k$ (what lies along the earlier ones stays with
# them). Layers are independent, so the mean squares multiply:
#
# $$E[\text{new length}_k^2] = \left(\frac{n - k + 1}{n}\right)^{50}$$
#
# Its root is below 0.01 where $\frac{n-k+1}{n} < 0.01^{2/50} = 0.83$: for the last **83 %** of the
# directions, at any width. Measured: 81 % of the singular values.
#
# <!-- slide:
# The next layer does the same to the new part. Layers are independent, so mean squares multiply:
#
# $$E[\text{new length}_k^2] = \left(\frac{n - k + 1}{n}\right)^{50}$$
#
# Its root is below 0.01 where $\frac{n-k+1}{n} < 0.01^{2/50} = 0.83$: for the last **83 %**, at any width.
# -->

# %% slide="-"
for depth in (10, 50, 200):
    found = np.mean([np.mean(factors_after(gaussian, 200, depth, rng) < 0.01)
                     for _ in range(3)])
    print(f"{depth:3} layers: predicted {0.01 ** (2 / depth):.1%}, measured {found:.1%}")

# %% [markdown] slide="skip"
# New lengths are not singular values, so the two need not agree to the last digit; here they differ by
# at most 3 in 100 directions. (The product of all $n$ is the same for both: it is the factor by which a
# volume shrinks.)
#
# The size of the weights is not at fault. Another variance multiplies all factors by one number, and
# their ratios stay: to save the smallest, the largest would have to explode.

# %% [markdown] slide="slide" name="lengths"
# ## Matrices that keep every length
#
# Ask for rows of length 1 at right angles to each other: $QQ^\top = I$, an **orthogonal** matrix.
#
# $$\lVert xQ \rVert^2 = xQ\, Q^\top x^\top = x x^\top = \lVert x \rVert^2$$
#
# - *Every* length, in *every* net; not a mean square over many.
# - A product of orthogonal matrices is orthogonal: $Q_1 Q_2 (Q_1 Q_2)^\top = Q_1 Q_1^\top = I$.
# - Backward, a gradient $\delta$ becomes $\delta\, Q^\top$, and $Q^\top$ is orthogonal too.
#
# All singular values are 1, at any depth. That is the flat line of the first picture.
#
# <!-- slide:
# Rows of length 1 at right angles: $QQ^\top = I$, an **orthogonal** matrix.
#
# $$\lVert xQ \rVert^2 = xQ\, Q^\top x^\top = x x^\top = \lVert x \rVert^2$$
#
# - *Every* length, in *every* net.
# - Products are orthogonal: $Q_1 Q_2 (Q_1 Q_2)^\top = Q_1 Q_1^\top = I$.
# - Backward: $\delta\, Q^\top$, and $Q^\top$ is orthogonal too.
# - All singular values are 1, at any depth: the flat line of the first picture.
# -->

# %% [markdown] slide="slide" name="uniform"
# ## Drawing one, with no direction preferred
#
# *Uniform* means: turn the result by any fixed orthogonal $U$, and $UQ$ has the same distribution as
# $Q$. Normal numbers have this property: $UG$ is as normal as $G$. So start from $G$:
#
# 1. Make the columns of $G$ perpendicular, one after another: $G = QR$ with $R$ upper triangular.
# 2. With a **positive diagonal of $R$** there is only one such pair ($G$ is invertible).
# 3. $UG = (UQ)R$. So the $Q$ that belongs to $UG$ is $UQ$.
# 4. $UG$ is distributed as $G$ is. So $UQ$ is distributed as $Q$ is. ∎
#
# Step 2 takes a line of code: `np.linalg.qr` leaves minus signs in $R$'s diagonal.
#
# <!-- slide:
# *Uniform*: for any fixed orthogonal $U$, $UQ$ has the distribution of $Q$. Normal $G$ is like that.
#
# 1. $G = QR$: perpendicular columns, $R$ upper triangular.
# 2. Only one such pair has a **positive diagonal of $R$**.
# 3. $UG = (UQ)R$, so the $Q$ of $UG$ is $UQ$.
# 4. $UG$ is distributed as $G$, so $UQ$ as $Q$ ∎
# -->

# %% slide="subslide" lines="3|4"
def uniform_orthogonal(n, rng):
    """An orthogonal (n, n) matrix, uniform over all of them."""
    Q, R = np.linalg.qr(rng.normal(size=(n, n)))
    return Q * np.sign(np.diag(R))                      # turns round the columns with a minus


def first_attempt(n, rng):
    """The same without the signs."""
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


Q = uniform_orthogonal(4, rng)
print((Q @ Q.T).round(12) + 0.0)

# %% [markdown] slide="subslide"
# ### Without the signs
#
# Both attempts are orthogonal. If the second were uniform, then $Q$ with a row turned round (multiplied by
# $-1$, which is a $U$) would be as likely as $Q$. So each entry would have mean 0. The determinant ($+1$ for
# a rotation, $-1$ if there is a mirror in it) would be $+1$ half of the time and $-1$ the other half. We draw
# 400 matrices, 10 × 10, both ways.
#
# <!-- slide:
# If uniform, $Q$ with a row times $-1$ is as likely: each entry has mean 0, the determinant is $+1$ half of the
# time. We draw 400 matrices, 10 × 10.
# -->

# %% slide="skip"
many = 400
samples = {"with the signs": np.array([uniform_orthogonal(10, rng) for _ in range(many)]),
           "without": np.array([first_attempt(10, rng) for _ in range(many)])}
diagonal_means = {name: Qs.mean(axis=0).diagonal() for name, Qs in samples.items()}
positive = {name: float(np.mean(np.linalg.det(Qs) > 0)) for name, Qs in samples.items()}

# %% slide="-"
pictures.diagonals(diagonal_means, 1 / np.sqrt(10 * many),
                   "Without the signs no entry of the diagonal is 0 on average")

# %% slide="fragment"
print("share with determinant +1:", positive)

# %% [markdown] slide="fragment"
# (Grey: two standard errors about 0.) Without the signs all 400 determinants are $-1$. Does a net notice?
# A plain net hardly: lengths are kept all the same. But $xQ$ points slightly away from $x$, on average, so
# a residual sum $x + xQ$ comes out too short.
#
# <!-- slide:
# Without the signs all 400 determinants are $-1$.
#
# Does a net notice? A plain net hardly: lengths are kept. But $xQ$ points slightly away from $x$, on average, so
# a residual sum $x + xQ$ comes out too short.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: where the minus comes from, and what it costs.** LAPACK, which NumPy calls, mirrors
# the first column of $G$ onto the first axis. It picks the sign that avoids a difference of nearly equal
# numbers: $R_{11}$ gets the sign opposite to $G_{11}$. So $Q_{11} = G_{11}/R_{11}$ is always negative. The
# next columns are mirrored likewise, and their diagonal entries are mostly negative (at $n = 10$ in 93 % of
# the draws for the second, 76 % for the ninth). The last column needs no mirror. Each of the
# $n - 1$ mirrors turns the determinant round: it is $(-1)^{n-1}$.
#
# The mean of $\cos(x, xQ)$ over all $x$ is the mean of the diagonal. At $n = 200$ it is about $-0.04$, and
# $\lVert x + xQ \rVert^2 = 2 + 2\cos$: over 24 residual layers the rms falls short by a factor of about 0.6.

# %% slide="skip" tags=["deeper"]
def residual_rms(draw, n=200, depth=24):
    """The rms after `depth` layers x + x Q, over what it would be with no cosine, √2 per layer."""
    x = rng.normal(size=(50, n))
    for _ in range(depth):
        x = (x + x @ draw(n, rng)) / np.sqrt(2)
    return rms(x)


print("mean cosine, without the signs:", np.mean([np.trace(first_attempt(200, rng)) / 200
                                                 for _ in range(5)]).round(3))
print({way.__name__: round(float(residual_rms(way)), 2)
       for way in (uniform_orthogonal, first_attempt)})

# %% [markdown] slide="slide" name="rectangular"
# ## Not square: only the fewer can be perpendicular
#
# $W$ has the shape $(n_{in}, n_{out})$. In a space of 3 dimensions no 5 vectors are perpendicular. So
# draw $Q$ with $\max(n_{in}, n_{out})$ rows and $\min(n_{in}, n_{out})$ columns, and transpose it if $W$ is
# wide:
#
# | | perpendicular | forward | backward |
# |---|---|---|---|
# | $n_{out} \le n_{in}$ | columns, $W^\top W = I$ | on average $n_{out}/n_{in}$ of the length² | every length kept |
# | $n_{out} \ge n_{in}$ | rows, $W W^\top = I$ | every length kept | on average $n_{in}/n_{out}$ of it |
#
# A vector of length 1 has a mean square of 1 over its number of entries, so
#
# $$\operatorname{Var} w = \frac{1}{\max(n_{in}, n_{out})}$$
#
# the smaller of LeCun's $1/n_{in}$ and the backward rule's $1/n_{out}$
# ([lesson 04](04_xavier.ipynb)). A **gain** multiplies all of it.

# %% [markdown] slide="subslide"
# ### What that costs between unequal widths
#
# Length² over $n$ is the mean square. From 100 to 300 units the length is kept, so the mean square falls
# to ⅓; from 300 to 100 it is kept, on average. Prediction for five such pairs: an rms of $3^{-5/2} = 0.064$.

# %% slide="-"
def rms_through(widths, rng):
    """The rms of a signal of size 1 after linear layers of these widths, orthogonal weights."""
    x = rng.normal(size=(50, widths[0]))
    for shape in pairwise(widths):
        x = x @ orthogonal(shape, rng)
    return rms(x)


zigzag = [rms_through([100, 300] * 5 + [100], rng) for _ in range(4)]
print("predicted", round(3**-2.5, 3), " measured", np.round(zigzag, 3))

# %% [markdown] slide="slide" name="relu"
# ## Does it save a ReLU net?
#
# With an activation, a layer multiplies a small change of the signal by $W$ and then by $f'(z)$, unit by
# unit. Behind ReLU about half of the slopes are 0, with normal and with orthogonal weights: each $z$ is as
# often negative as positive. The first layer wipes out half of the directions, and those that follow crush
# more. A gain of $\sqrt2$ keeps the mean square
# ([lesson 05](05_he.ipynb)), no more. Tanh has a slope near 1 for small $z$.
#
# Prediction: with orthogonal weights most directions survive 50 tanh layers, and most are crushed by 50
# ReLU layers.
#
# <!-- slide:
# A layer multiplies a small change by $W$, then by $f'(z)$.
#
# - ReLU: half of the slopes are 0. **The gain $\sqrt2$ keeps only the mean square.**
# - Tanh: slopes near 1 for small $z$.
#
# **Prediction:** orthogonal weights save most directions behind tanh, few behind ReLU.
# -->

# %% slide="skip"
def jacobian_factors(name, gain, draw, rng, n=200, depth=50):
    """Singular values of the derivative of a net's output by its input, at a random input."""
    act, x, jacobian = ACTIVATIONS[name], rng.normal(size=n), np.eye(n)
    for _ in range(depth):
        W = gain * draw(n, rng)
        z = x @ W
        x, jacobian = act.f(z), (jacobian @ W) * act.df(z)
    return np.linalg.svd(jacobian, compute_uv=False)

# %% slide="skip"
KINDS = {"normal": gaussian, "orthogonal": uniform_orthogonal}
NETS = {"tanh, gain 1": ("tanh", 1.0), "ReLU, gain √2": ("relu", np.sqrt(2))}
through = {title: {kind: [jacobian_factors(*net, draw, rng) for _ in range(3)]
                   for kind, draw in KINDS.items()} for title, net in NETS.items()}

# %% slide="subslide"
pictures.spectra({title: {kind: nets[0] for kind, nets in kinds.items()}
                  for title, kinds in through.items()},
                 "Orthogonal weights: most directions survive tanh, few survive ReLU")

# %% slide="fragment"
for title, kinds in through.items():
    print(f"{title:14}", "   ".join(f"{kind}: {np.mean(np.array(nets) < 0.01):4.0%} below 0.01"
                                    for kind, nets in kinds.items()))

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the price of tanh's gain.** At a gain of 1 tanh's slopes stay near 1 because the signal
# shrinks: after 50 layers its rms is 0.1, and the rms of the singular values about 0.12. At tanh's own
# gain of 1.5925 the signal settles at an rms of 0.63, half of the slopes are below 0.7, and directions are
# crushed with orthogonal weights too, while others grow: the rms of the singular values is above 10.

# %% slide="skip" tags=["deeper"]
tanh_rms = np.sqrt(np.mean(np.square(through["tanh, gain 1"]["orthogonal"])))
own_nets = {kind: np.array([jacobian_factors("tanh", 1.5925, draw, rng) for _ in range(3)])
            for kind, draw in KINDS.items()}
own_gain = {kind: float(np.mean(nets < 0.01)) for kind, nets in own_nets.items()}
print(f"gain 1: rms of the singular values {tanh_rms:.2f}")
for kind, nets in own_nets.items():
    print(f"gain 1.5925, {kind}: rms {rms(nets):.0f}, below 0.01: {own_gain[kind]:.0%}")

# %% [markdown] slide="subslide" name="training"
# ### Does it train better?
#
# Nets of 30 layers, 48 units wide, on 100 small pictures of digits; 80 steps. Each kind gets the best of
# four learning rates (0.01 to 0.3), found with one seed, and is then run with two others.
#
# <!-- slide:
# 30 layers of 48 units, 100 pictures of digits, 80 steps; for each kind the best of four learning rates.
# -->

# %% slide="skip"
X, y = digits(100, np.random.default_rng(7))


def deep_net(name, gain, kind, rng, depth=30, width=48):
    """A net from 64 pixels to ten logits; `kind` says how its weights are drawn."""
    net = []
    for n_in, n_out in pairwise([64] + [width] * (depth - 1) + [10]):
        last = n_out == 10
        W = (orthogonal((n_in, n_out), rng) if kind == "orthogonal"
             else rng.normal(0, n_in**-0.5, (n_in, n_out)))
        net.append({"W": W if last else gain * W, "b": np.zeros(n_out),
                    "activation": "linear" if last else name})
    return net

# %% slide="skip"
def losses(net, lr, steps=80):
    """The loss before each step of gradient descent."""
    curve = []
    with np.errstate(over="ignore", invalid="ignore"):  # a rate may be too large
        for _ in range(steps):
            logits, trace = forward(net, X)
            loss, grad = softmax_cross_entropy(logits, y)
            curve.append(loss)
            net = descend(net, backward(net, trace, grad), lr)
    return curve

# %% slide="skip"
curves, tried = {title: {} for title in NETS}, {}
for title, (name, gain) in NETS.items():
    for kind in KINDS:
        last = {lr: losses(deep_net(name, gain, kind, np.random.default_rng(94)), lr)[-1]
                for lr in (0.01, 0.03, 0.1, 0.3)}
        tried[title, kind] = {lr: loss for lr, loss in last.items() if np.isfinite(loss)}
        lr = min(tried[title, kind], key=tried[title, kind].get)
        curves[title][f"{kind}, rate {lr}"] = [
            losses(deep_net(name, gain, kind, np.random.default_rng(seed)), lr) for seed in (91, 92)]

# %% slide="subslide"
pictures.training(curves, np.log(10), "In 80 steps orthogonal weights train the tanh net, not the ReLU net")

# %% [markdown] slide="fragment"
# With tanh, orthogonal weights end below 0.2, normal ones above 0.7. With ReLU the loss stays above 1.5 with
# either, at each of the four rates.
#
# <!-- slide:
# Tanh: orthogonal weights end below 0.2, normal ones above 0.7. ReLU: above 1.5 with either.
# -->

# %% [markdown] slide="subslide" name="doubts"
# Are the crushed directions the reason? Not they alone: normal weights times 1.2 train the tanh net as well,
# and in 400 steps most ReLU nets with orthogonal weights learn. (The box below measures both.)
#
# <!-- slide:
# Are the crushed directions the reason? **Not they alone.**
#
# - Normal weights times 1.2 train the tanh net as well.
# - In 400 steps most ReLU nets with orthogonal weights learn.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: two doubts about this test.** At a gain of 1, normal weights shrink the signals of a tanh
# net more than orthogonal ones do. So is it the size, not the directions? A gain of 1.2 mends the size. Of
# the directions it saves few: at these widths three quarters are still crushed. And were 80 steps enough
# for ReLU? Four more nets of each kind get 400, at the rate of 0.01:

# %% slide="skip" tags=["deeper"]
seeds = (91, 92, 93, 94)
doubts = {"tanh, normal times 1.2, 80 steps":
          [losses(deep_net("tanh", 1.2, "normal", np.random.default_rng(s)), 0.1)[-1] for s in seeds]}
for kind in KINDS:
    doubts[f"ReLU, {kind}, 400 steps"] = [
        losses(deep_net("relu", np.sqrt(2), kind, np.random.default_rng(s)), 0.01, 400)[-1] for s in seeds]
draws = np.random.default_rng(95)
crushed_12 = np.mean([jacobian_factors("tanh", 1.2, gaussian, draws, 48, 29) < 0.01 for _ in range(20)])
for name, ends in doubts.items():
    print(f"{name:33} loss", "  ".join(f"{loss:.2f}" for loss in ends))
print(f"directions below 0.01, normal weights times 1.2: {crushed_12:.0%}")

# %% [markdown] slide="skip" tags=["deeper"]
# So a start with few living directions is slower to train here, but neither hopeless nor explained by the
# directions alone.

# %% [markdown] slide="slide" name="lsuv"
# ## LSUV: measure, then divide
#
# A formula assumes how inputs are distributed; a batch shows it. *Layer-sequential unit
# variance* (Mishkin and Matas 2016): start with orthogonal weights, then go from the first layer to the
# last:
#
# 1. Send the batch through the layers that are finished, and through this one.
# 2. Take the std of all $z$, over examples and units. Within `tol` of 1? Then this layer's $W$ is finished.
# 3. Otherwise divide $W$ by that std and go back to 1; at most `max_iter` times.
#
# Our version then subtracts the mean of all $z$, one number, from the layer's biases, so that $z$ has mean
# 0. (The paper's algorithm only divides, and its tolerance is for the variance.)
#
# <!-- slide:
# *Layer-sequential unit variance*: orthogonal weights; then, layer by layer:
#
# 1. Send the batch through this layer.
# 2. If the std of all $z$ is within `tol` of 1: finished.
# 3. Otherwise divide $W$ by it; back to 1.
#
# Our version then subtracts the mean.
# -->

# %% [markdown] slide="subslide" name="details"
# ### Three details that matter
#
# - **In order, on what the scaled layers hand on.** Dividing $W_1$ changes what layer 2 gets.
# - **Measure again.** With $b = 0$ one division is exact, as $z = xW$. Biases that differ from unit to
#   unit are not divided: then it takes several (and never ends well if their own std is above 1).
# - **First divide, then shift.** Dividing $W$ changes the mean of $xW + b$, while one number added to
#   all biases leaves the std as it is.
#
# <!-- slide:
# - **In order, on what the scaled layers hand on:** dividing $W_1$ changes what layer 2 gets.
# - **Measure again:** one division is exact with $b = 0$, not with other biases.
# - **First divide, then shift:** a division moves the mean; one number added to all biases leaves the std.
# -->

# %% slide="fragment" lines="4|6|8"
def one_layer(first, x, W, b):
    """(std, mean) of z after a division and a shift, in this order or in the other one."""
    if first == "shift":
        b = b - (x @ W + b).mean()
    for _ in range(20):
        W = W / (x @ W + b).std()
    if first == "divide":
        b = b - (x @ W + b).mean()
    z = x @ W + b
    return round(float(z.std()), 4), round(float(z.mean()), 4)

# %% slide="fragment"
x = np.abs(rng.normal(size=(50, 40)))                   # a signal with a mean, as after ReLU
W, b = rng.normal(0.1, 0.3, (40, 30)), rng.normal(0, 0.3, 30)
print({f"first {first}": one_layer(first, x, W, b) for first in ("divide", "shift")})

# %% [markdown] slide="subslide"
# ### Where a formula fails
#
# GELU's gain of 1.5335 holds for size 1, and size 1 is not stable
# ([lesson 05b](05b_gains.ipynb)). Sixty GELU layers, on digits: weights from the formula, and the same
# weights after LSUV. Then a batch of digits that LSUV has not seen, and the same digits twice as bright.
#
# <!-- slide:
# GELU's gain 1.5335 holds for size 1, which is not stable ([lesson 05b](05b_gains.ipynb)). Sixty layers:
# -->

# %% slide="skip"
def gelu_net(gain, rng, depth=60, width=100):
    """GELU layers with orthogonal weights."""
    return [{"W": gain * orthogonal(shape, rng), "b": np.zeros(width), "activation": "gelu"}
            for shape in pairwise([64] + [width] * depth)]


def stds_of_z(net, X):
    """The std of z over examples and units, layer by layer."""
    return [seen["z"].std() for seen in forward(net, X)[1]]

# %% slide="skip"
by_formula = gelu_net(1.5335, rng)
by_batch = lsuv(by_formula, X)
fresh, _ = digits(100, np.random.default_rng(8))
gelu_stds = {"formula": stds_of_z(by_formula, X), "LSUV, its batch": stds_of_z(by_batch, X),
             "LSUV, other digits": stds_of_z(by_batch, fresh),
             "LSUV, twice as bright": stds_of_z(by_batch, 2 * X)}

# %% slide="subslide"
through_depth({"": gelu_stds}, "LSUV keeps the size of the batch that it has seen", y="std of z (no unit)")

# %% [markdown] slide="fragment"
# On its own batch every layer stays within 1 % of 1, on other digits within a factor of 1.5 in this net.
# Inputs twice as large keep growing, here from 2 to about 8.
#
# <!-- slide:
# Own batch: within 1 % of 1. Other digits: within a factor of 1.5. Twice as bright: from 2 to about 8.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: LSUV finds the gains of lesson 05b.** For normal inputs and wide layers there is a formula,
# $g = 1/\sqrt{E[f(z)^2]}$, and orthogonal weights have the variance $1/n$. So the second layer's weights
# should come out multiplied by about $g$.

# %% slide="skip" tags=["deeper"]
found_gains = {}
for name in ("relu", "tanh", "gelu", "selu"):
    two = [{"W": orthogonal((400, 400), rng), "b": np.zeros(400), "activation": name}
           for _ in range(2)]
    found_gains[name] = rms(lsuv(two, rng.normal(size=(400, 400)), tol=1e-6)[1]["W"]) * 20
print({name: round(float(gain), 3) for name, gain in found_gains.items()})

# %% [markdown] slide="subslide" name="not-normalization"
# ### Is that batch normalization?
#
# | | LSUV | batch normalization |
# |---|---|---|
# | when | once, before training | at every step |
# | by what | one std for a layer | a std for each unit |
# | the gradient | knows nothing of it | goes through the division |
#
# So LSUV doesn't hold the size while the weights move.

# %% [markdown] slide="subslide" name="drift"
# A tanh net of 10 layers, after LSUV and after 50 steps of training:

# %% slide="-"
tanh_net = lsuv(deep_net("tanh", 1.0, "orthogonal", np.random.default_rng(93), depth=10), X)
drift = [stds_of_z(tanh_net, X)]
for _ in range(50):
    logits, trace = forward(tanh_net, X)
    grads = backward(tanh_net, trace, softmax_cross_entropy(logits, y)[1])
    tanh_net = descend(tanh_net, grads, 0.3)
drift.append(stds_of_z(tanh_net, X))
for when, stds in zip(("after LSUV", "50 steps on"), drift, strict=True):
    print(f"{when:12} std of z:", "  ".join(f"{std:.2f}" for std in stds))

# %% [markdown] slide="fragment"
# The hidden layers drift by up to 15 % here. The logits double, as they must to tell the classes apart.

# %% [markdown] slide="slide" name="selu"
# ## SELU: an activation that brings the size back
#
# With weights of variance $1/n$, a layer turns the mean square $q$ of its inputs into
#
# $$m(q) = E\left[ f(\sqrt q\, z)^2 \right], \qquad z \sim N(0, 1)$$
#
# SELU's two constants were chosen for a **fixed point**: mean 0 and variance 1 give mean 0 and variance 1
# (Klambauer et al. 2017). Is it a stable one? A deviation is multiplied by the slope of $m$ at 1 in each
# layer. Below 1 it dies out.
#
# <!-- slide:
# With weights of variance $1/n$, a layer turns the mean square $q$ of its inputs into
#
# $$m(q) = E\left[ f(\sqrt q\, z)^2 \right], \qquad z \sim N(0, 1)$$
#
# SELU's constants give a **fixed point**: mean 0 and variance 1 stay.
#
# Is it stable? Each layer multiplies a deviation by the slope of $m$ at 1.
# -->

# %% slide="-"
strips = np.linspace(-10, 10, 4000)                     # lesson 05b's average over a normal z
share = np.exp(-strips**2 / 2) / np.sum(np.exp(-strips**2 / 2))
selu = ACTIVATIONS["selu"].f


def after_layer(q, times=1.0):
    """(mean, mean square) of SELU's output; weight variance times / n, input mean square q."""
    a = selu(np.sqrt(times * q) * strips)
    return np.sum(a * share), np.sum(a**2 * share)

# %% slide="fragment"
h = 1e-4
slope = (after_layer(1 + h)[1] - after_layer(1 - h)[1]) / (2 * h)
print("mean {:.6f}, mean square {:.6f}".format(*after_layer(1.0)), f" slope {slope:.4f}")

# %% [markdown] slide="fragment"
# Below 1: near 1, a deviation loses 22 % per layer. (The paper prints the same 0.7826, in its Jacobian of
# mean and variance.)
#
# <!-- slide:
# Slope below 1: near 1, a deviation loses 22 % per layer.
# -->

# %% slide="skip"
sizes = np.linspace(0.005, 4, 200)
MAPS = {"LeCun, $1/n$": 1.0, "He, $2/n$": 2.0, "variance $1/(3n)$": 1 / 3}
maps = {name: np.array([after_layer(q, times)[1] for q in sizes]) for name, times in MAPS.items()}
path = [4.0]
for _ in range(12):
    path.append(after_layer(path[-1])[1])

# %% slide="subslide"
pictures.variance_maps(sizes, maps, path, "With LeCun's weights, SELU leads every size back to 1")

# %% [markdown] slide="subslide" name="selu-care"
# ### Real nets: which starts return?
#
# 100 layers of 256 units. With LeCun's weights three inputs of different size should come together
# at 1. He's weights should explode: far out, a SELU layer keeps $\tfrac12 \lambda^2 = 0.55$ of the mean square
# (half of the inputs are positive, where its slope is $\lambda = 1.0507$), and $2 \cdot 0.55 > 1$. A usual
# dropout at a rate of ½ also doubles the mean square.
#
# <!-- slide:
# 100 layers of 256 units. He's weights should explode: far out a layer keeps $\tfrac12 \lambda^2 = 0.55$ of the
# mean square, and $2 \cdot 0.55 > 1$. Dropout at ½ doubles it too.
# -->

# %% slide="skip"
def selu_rms(start, times, dropout, rng, depth=100, n=256):
    """The rms after each SELU layer; dropout sets units to 0 and divides the rest by 1 - rate."""
    x = start * rng.normal(size=(16, n))
    found = [rms(x)]
    for _ in range(depth):
        x = selu(x @ rng.normal(0, np.sqrt(times / n), (n, n)))
        if dropout:
            x = x * (rng.random(x.shape) >= dropout) / (1 - dropout)
        found.append(rms(x))
    return found

# %% slide="skip"
selu_nets = {
    "LeCun": {f"start at {start:g}": selu_rms(start, 1, 0, rng) for start in (4, 1, 0.25)},
    "start at 1": {"He": selu_rms(1, 2, 0, rng), "dropout ½": selu_rms(1, 1, 0.5, rng),
                   "dropout 0.1": selu_rms(1, 1, 0.1, rng), "variance $1/(3n)$": selu_rms(1, 1 / 3, 0, rng)},
}

# %% slide="subslide"
through_depth(selu_nets, "SELU corrects the size of the input, not the wrong weights")

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: a dropout for SELU.** Alpha dropout (same paper) sets units not to 0 but to SELU's lowest
# value, $-\lambda\alpha = -1.7581$, and then applies the straight line that brings mean and variance back to
# 0 and 1. In the same net, at a rate of ½:

# %% slide="skip" tags=["deeper"]
lowest, keep = selu(np.array(-50.0)), 0.5
scale = (keep + lowest**2 * keep * (1 - keep)) ** -0.5
x = rng.normal(size=(16, 256))
for _ in range(100):
    x = selu(x @ rng.normal(0, 1 / 16, (256, 256)))
    x = np.where(rng.random(x.shape) < keep, x, lowest) * scale - scale * (1 - keep) * lowest
alpha_rms = rms(x)
print(f"lowest {lowest:.4f}, rms after 100 layers {alpha_rms:.2f}")

# %% [markdown] slide="slide" name="claims"
# ## Common claims, judged
#
# | claim | verdict |
# |---|---|
# | The size is kept, so nothing is lost | 81 % of the directions are crushed in 50 layers |
# | Orthogonal init solves vanishing gradients in ReLU nets | He's rule keeps their rms as well; about 84 % of the directions are crushed, against 90 %. Yet ours learned sooner |
# | Orthogonal weights keep every size | between equal widths, without activation |
# | The $Q$ of a QR decomposition is uniform | with a positive diagonal of $R$ |
# | LSUV is batch normalization | once, one number a layer, before training |
# | SELU needs no care with weights | size 1 needs $1/n$; with $2/n$ it explodes, with $1/(3n)$ it vanishes |
# | SELU goes with any dropout | at ½ it explodes, at 0.1 it settles at 1.27 |

# %% [markdown] slide="slide" name="recap"
# ## The opening question, answered
#
# About 38 of 200: with normal weights each layer leaves less room for each further direction, and 50 layers
# multiply that. The mean square is kept by a few directions that grow.
#
# Orthogonal weights keep all 200, as long as nothing but matrices comes in between.
#
# *What would have refuted this?* New lengths off the curve; a share below 0.01 that depends on the
# width; a ReLU net with orthogonal weights that keeps its directions; a SELU net that does not return.
#
# <!-- slide:
# - Normal weights: about 38 of 200. Each layer leaves less room; 50 layers multiply that.
# - Orthogonal weights: all 200, without activations.
#
# *What would have refuted this?* A share that depends on width; a ReLU net that keeps its directions.
# -->

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - A size kept on average is not a direction kept. Look at singular values.
# - Orthogonal: QR of normal numbers, **columns times the signs of $R$'s diagonal**; transposed if wide.
# - $\operatorname{Var} w = 1/\max(n_{in}, n_{out})$, times the gain squared.
# - It keeps directions where slopes are near 1 (none, tanh), few behind ReLU.
# - LSUV: layer by layer, divide until the std is 1, then shift.
# - SELU: fixed point 1, slope 0.78, for weights of variance $1/n$.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `orthogonal`](../assignments/orthogonal/orthogonal.ipynb): how much of a
# direction is left, `orthogonal` for any shape and gain, and `lsuv`. [Lesson 10](10_mean_field.ipynb) asks
# how deep a signal can reach, and meets SELU's map again for any activation.
#
# *Sources.* A. Saxe, J. McClelland and S. Ganguli, *Exact solutions to the nonlinear dynamics of learning
# in deep linear neural networks*, 2014 · F. Mezzadri, *How to generate random matrices from the classical
# compact groups*, 2007 (the signs) · J. Pennington, S. Schoenholz and S. Ganguli, *Resurrecting the sigmoid
# in deep learning through dynamical isometry*, 2017 (tanh and ReLU) · D. Mishkin and J. Matas, *All you
# need is a good init*, 2016 · G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter,
# *Self-normalizing neural networks*, 2017.
