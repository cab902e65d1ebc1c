# %% [markdown] slide="slide"
# # Why not start at zero?
#
# [Lesson 00](00_first_loss.ipynb) gives a reason to: zero prefers no class, its first loss is exactly $\ln C$, and
# nothing is too large. So **set all weights and biases of a network to 0** and train it for thousands
# of steps.
#
# What will have happened?
#
# | | because |
# |---|---|
# | it learned, only later than others | gradient descent finds its way |
# | all units learned the same thing | they started alike |
# | one single number has moved | everything else is multiplied by 0 |
# | not one number has moved | everything is multiplied by 0 |
#
# Note down your guess. Each of the last three answers is right for some network. By the end you
# know for which.

# %% [markdown] slide="skip"
# The notation is that of [lesson 01](01_signals.ipynb): a layer computes $z$ (here written $xW + b$, as in the
# code) and $a = f(z)$; $\delta = \partial L/\partial z$. The network has one output and answers yes or no: the
# probability of yes is the sigmoid of that output, $p = 1/(1 + e^{-z})$, and the loss is $-\ln p$
# where yes is right ($y = 1$) and $-\ln(1-p)$ where no is ($y = 0$).
#
# Its derivative with respect to $z$ is needed below. From $p = 1/(1 + e^{-z})$ follows
# $dp/dz = e^{-z}/(1 + e^{-z})^2 = p\,(1 - p)$. So the derivative of $-\ln p$ is
# $-p(1-p)/p = p - 1$, that of $-\ln(1-p)$ is $p(1-p)/(1-p) = p$, and both together: $p - y$.
#
# About 30 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can say which starts leave units alike or stuck, and which zeros are fine.

# %% slide="skip"
from itertools import pairwise

import numpy as np

from initlab import instruments
from initlab.figures import start as pictures
from initlab.data import two_circles
from initlab.nets import backward, descend, forward, layer_rms, logistic_loss

rng = np.random.default_rng(2)
X, y = two_circles(300, rng)                            # 150 points on each of two rings

# %% [markdown] slide="slide" name="three-starts"
# ## Inside or outside?
#
# 300 points on two rings; which ring is a point from? The network has 2 inputs, two hidden layers of
# 10 and 5 ReLU units, and 1 output. There are three starts, with everything else the same:
#
# - **zero**: all weights 0,
# - **constant**: all weights ½,
# - **random**: normal, of variance $2/n_{in}$ ([lesson 05](05_he.ipynb) will say why).
#
# All biases start at 0.
#
# <!-- slide:
# 300 points on two rings: which ring? Two hidden ReLU layers, of 10 and 5 units. All biases 0, and three
# starts for the weights:
#
# - **zero**
# - **constant**: all ½
# - **random**: normal, of variance $2/n_{in}$
# -->

# %% slide="fragment"
def network(weights, widths=(2, 10, 5, 1), activation="relu"):
    """A net with weights(shape) for each shape (n_in, n_out); biases 0, linear output."""
    shapes = list(pairwise(widths))
    return [{"W": weights(shape), "b": np.zeros(shape[1]),
             "activation": activation if k < len(shapes) - 1 else "linear"}
            for k, shape in enumerate(shapes)]


def random(shape):
    return rng.normal(0, np.sqrt(2 / shape[0]), shape)

# %% slide="skip"
def train(net, X, y, steps=4000, lr=0.1):
    """(the net after these steps of gradient descent, its loss before each step)."""
    losses = []
    for _ in range(steps):
        z, trace = forward(net, X)
        loss, grad = logistic_loss(z, y)
        losses.append(loss)
        net = descend(net, backward(net, trace, grad), lr)
    return net, losses


def accuracy(net, X, y):
    """The share of points that the net puts on the right ring; 0 counts as outside."""
    return np.mean((forward(net, X)[0][:, 0] > 0) == y)

# %% slide="skip"
starts = {"zero": network(np.zeros), "constant": network(lambda shape: np.full(shape, 0.5)),
          "random": network(random)}
trained, losses = {}, {}
for name, net in starts.items():
    trained[name], losses[name] = train(net, X, y)

# %% slide="subslide"
for name, net in trained.items():
    print(f"{name:9} last loss {losses[name][-1]:.6f}   right {accuracy(net, X, y):.0%}")
pictures.maps(X, y, {name: lambda P, net=net: forward(net, P)[0][:, 0]
                     for name, net in trained.items()},
              "Only random weights find a boundary that is closed")

# %% [markdown] slide="skip"
# The zero start is where it was: loss 0.693147, which is $\ln 2$, and half of the points right.
# (A well-known course has its students find just these two numbers on such rings.) The constant
# start has learned something, but its map is cut by one straight line, as a single unit would
# cut it. Ten plus five units, and the network behaves as if it had one plus one.

# %% slide="subslide"
pictures.curves(losses, "Zero stays at ln 2, constant gets stuck, random learns",
                x="step (number)", y="loss (nats)", log=False)

# %% [markdown] slide="subslide" name="trainer"
# ### Two starts, side by side

# %% slide="-"
instruments.trainer(left="constant", right="he", activation="relu", hidden=2)

# %% [markdown] slide="skip"
# Press Start: a net of this kind is trained in this page, from two starts, on rings that are wider
# apart. He is the random start from above. Then choose "all zero" or N(0, 0.01²) for net A, and
# more layers. Last, choose the digits: each small picture shows the weights of one unit in the first
# layer. How many different pictures does net A have, at first and after 200 steps?

# %% [markdown] slide="slide" name="all-zero"
# ## All zero: follow one step by hand
#
# One hidden layer is enough to see it. Unit $j$ gives out $h_j$ (an $a$ of the hidden layer); $v_j$
# is its weight to the output.
#
# $$h_j = f\Big(\sum_i x_i w_{ij} + b_j\Big) \qquad\qquad z = \sum_j h_j v_j + c$$
#
# The chain rule, for one example, with $\delta = p - y$:
#
# $$\frac{\partial L}{\partial c} = \delta \qquad
# \frac{\partial L}{\partial v_j} = \delta\, h_j \qquad
# \frac{\partial L}{\partial b_j} = \delta\, v_j\, f'(z_j) \qquad
# \frac{\partial L}{\partial w_{ij}} = \delta\, v_j\, f'(z_j)\, x_i$$
#
# Now put zeros in.

# %% [markdown] slide="subslide"
# ### Everything is multiplied by 0, except one
#
# 1. $w = 0$ and $b = 0$, so every unit gives $h_j = f(0)$, which is 0 for ReLU and for tanh.
# 2. $\partial L/\partial v_j = \delta\, h_j = 0$: the outer weights don't move.
# 3. $\partial L/\partial w_{ij}$ and $\partial L/\partial b_j$ have the factor $v_j = 0$: the
#    inner ones don't move.
# 4. $\partial L/\partial c = \delta$ is not 0: **the output's bias moves.**
#
# After the step $w$, $b$ and $v$ are 0 as before. So the same four lines hold for the next step,
# and for every one after it. Whatever the data, such a network can only ever learn one number.
#
# <!-- slide:
# 1. $w = 0$ and $b = 0$: every unit gives $h_j = f(0) = 0$ (ReLU, tanh).
# 2. $\partial L/\partial v_j = \delta\, h_j = 0$: the outer weights stay.
# 3. $\partial L/\partial w_{ij}$, $\partial L/\partial b_j$ have the factor $v_j = 0$: the inner ones
#    stay.
# 4. $\partial L/\partial c = \delta$ is not 0: **the output's bias moves.**
#
# And so in every step: it learns one number.
# -->

# %% [markdown] slide="subslide"
# ### One number, or none
#
# The mean of $p - y$ is 0 as soon as $p$ is the share of yes among the examples. On our rings
# that is ½, so it is 0 at once, and *nothing* moves. Take all 150 points of the inner ring
# and 75 of the outer instead:
#
# <!-- slide:
# The mean of $p - y$ is 0 once $p$ is the share of yes: on our rings at once, and *nothing* moves. With
# twice as many points inside as outside:
# -->

# %% slide="fragment"
uneven = np.concatenate([np.flatnonzero(y == 1), np.flatnonzero(y == 0)[:75]])   # 2 : 1
after, curve = train(network(np.zeros), X[uneven], y[uneven])
print("weights that moved:", sum(np.count_nonzero(layer["W"]) for layer in after))
print("biases that moved: ", sum(np.count_nonzero(layer["b"]) for layer in after))
print(f"output bias {after[-1]['b'][0]:.6f}, ln(2/1) = {np.log(2):.6f}; loss {curve[-1]:.6f}")

# %% [markdown] slide="fragment"
# One of 91 numbers has moved, to $\ln(\text{yes}/\text{no})$ of the class counts. That is [lesson 00](00_first_loss.ipynb)'s
# advice for the last bias, learned the slow way.

# %% [markdown] slide="slide" name="equal-units"
# ## Constant: equal units stay equal
#
# Let two units $j$ and $k$ have the same incoming weights and bias, $w_{ij} = w_{ik}$,
# $b_j = b_k$, **and** the same outgoing weight, $v_j = v_k$.
#
# 1. They see the same $x$, so $z_j = z_k$ and $h_j = h_k$.
# 2. Outgoing gradients: $\delta\, h_j = \delta\, h_k$.
# 3. Incoming gradients: $\delta\, v_j f'(z_j)\, x_i = \delta\, v_k f'(z_k)\, x_i$, and the same
#    for the biases.
# 4. Equal numbers minus equal steps are equal numbers: after the step, the two units are alike
#    again. So they are after every step.
#
# In exact arithmetic, no data and no learning rate can tell them apart. $m$ equal units compute
# what one unit with the outgoing weight $m v$ would.
#
# <!-- slide:
# Units $j$, $k$ with the same incoming $w_{ij} = w_{ik}$, $b_j = b_k$ **and** the same outgoing
# $v_j = v_k$:
#
# 1. The same $x$, so $z_j = z_k$, $h_j = h_k$.
# 2. Outgoing gradients: $\delta\, h_j = \delta\, h_k$.
# 3. Incoming: $\delta\, v_j f'(z_j)\, x_i = \delta\, v_k f'(z_k)\, x_i$.
# 4. Equal numbers minus equal steps: alike again, **after every step**.
# -->

# %% [markdown] slide="subslide"
# ### Look at the units' incoming weights while they learn
#
# Each unit of the first hidden layer is a point, (weight from $x_1$, weight from $x_2$), and
# leaves a trail as it learns.

# %% slide="skip"
def trail(net, steps=600, lr=0.3, every=20):
    """The first layer's weights (times, 2, units) after 0, 20, 40, … steps."""
    seen = []
    for _ in range(steps // every):
        seen.append(net[0]["W"])
        net, _ = train(net, X, y, every, lr)
    return np.array([*seen, net[0]["W"]])


trails = {name: trail(starts[name]) for name in ("constant", "random")}

# %% slide="-"
pictures.unit_trails(trails, "Ten equal units move together, ten different ones separate")

# %% slide="subslide"
print("constant start, the ten units' incoming weights after training:")
print(trained["constant"][0]["W"].round(4))

# %% [markdown] slide="fragment"
# Two rows, as there are two inputs; ten columns, one for each unit, all the same. The two inputs
# have different weights; the ten units have not.

# %% [markdown] slide="slide" name="what-breaks"
# ## What does it take to break the symmetry?
#
# The proof needed three equalities: incoming weights, biases, *outgoing* weights. Give up any
# one, and it no longer holds. So there should be three ways out:
#
# | start | incoming | bias | outgoing |
# |---|---|---|---|
# | A | constant | constant | **random** |
# | B | constant | **random** | constant |
# | C | **random** | constant | constant |
#
# "The biases can't do it," one hears, "only weights break symmetry." That is a prediction about
# B: its units will stay equal. Put it to the test, with one hidden layer of 10 tanh units.
#
# <!-- slide:
# The proof needed three equalities. Give up any one:
#
# | start | incoming | bias | outgoing |
# |---|---|---|---|
# | A | constant | constant | **random** |
# | B | constant | **random** | constant |
# | C | **random** | constant | constant |
#
# "The biases can't do it, only weights break symmetry": then B's units will stay equal.
# -->

# %% slide="skip"
def one_layer(incoming, bias, outgoing):
    """2 inputs, 10 tanh units, 1 output; each of the three is constant or random."""
    draw = {"constant": lambda shape: np.full(shape, 0.5),
            "random": lambda shape: rng.normal(0, 0.5, shape),
            "zero": np.zeros}
    net = network(np.zeros, widths=(2, 10, 1), activation="tanh")
    net[0].update(W=draw[incoming]((2, 10)), b=draw[bias](10))
    net[1].update(W=draw[outgoing]((10, 1)))
    return net


def spread(net):
    """How different the units are: the largest distance of a unit's weights from their mean."""
    W = net[0]["W"]
    return np.abs(W - W.mean(axis=1, keepdims=True)).max()

# %% slide="skip"
ways = {"none": ("constant", "constant", "constant"), "A": ("constant", "constant", "random"),
        "B": ("constant", "random", "constant"), "C": ("random", "constant", "constant")}
broken = {}
for name, way in ways.items():
    net, curve = train(one_layer(*way), X, y, steps=1500, lr=1.0)
    broken[name] = spread(net), curve[-1]

# %% [markdown] slide="subslide"
# ### Do the units of start B stay together?

# %% slide="-"
for name, (distance, loss) in broken.items():
    print(f"{name:5} units differ by {distance:8.1e}   loss {loss:.3f}")

# %% [markdown] slide="fragment"
# B's units separate like the others, so the prediction is refuted: **random biases do break the
# symmetry.** They are not needed for it because random weights do it anyway, and one source of
# difference is enough here. That is the good reason to start biases at 0. (PyTorch's `nn.Linear`
# draws both.)
#
# <!-- slide:
# B's units separate like the others: **random biases do break the symmetry.** Random weights do it
# anyway, so biases may start at 0.
# -->

# %% [markdown] slide="subslide"
# ### Random biases and zero weights?
#
# $h_j = f(b_j)$ differs from unit to unit, so each $v_j$ moves by its own amount,
# $-\eta\, h_j\, \bar\delta$, with the learning rate $\eta$ and the mean error $\bar\delta$. Then
# $v_j \ne 0$, and $w_{ij}$ moves at the second step. But with balanced classes and $c = 0$,
# $\bar\delta = 0$, and *nothing* moves.
#
# <!-- slide:
# $h_j = f(b_j)$ differs: $v_j$ moves by $-\eta\, h_j\, \bar\delta$ (learning rate $\eta$, mean error
# $\bar\delta$), then $w_{ij}$. Balanced classes: $\bar\delta = 0$, and *nothing* moves.
# -->

# %% slide="fragment"
perched = {}
for name, data in {"balanced": (X, y), "2 : 1": (X[uneven], y[uneven])}.items():
    net = one_layer("zero", "random", "zero")
    for steps in (1, 2, 1000):
        after, _ = train(net, *data, steps, lr=1.0)
        perched[name, steps] = [np.abs(new["W"]).max() for new in after]
        print("{:9}{:5} steps: largest weight, inner {:7.0e}, outer {:7.0e}".format(
            name, steps, *perched[name, steps]))

# %% [markdown] slide="skip"
# Balanced, the first steps are not quite 0 but below $10^{-16}$: the sum of 150 times $+\frac12$
# and 150 times $-\frac12$, each times $h_j$, is rounded on its way. From such small errors the
# weights can grow in the end.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: rounding separates equal units.** The proof is about exact numbers, and on the
# computer that made this page "none" above does not show an exact 0. (Another may round otherwise.)
# Train it on, and the difference grows:

# %% slide="skip" tags=["deeper"]
rounding = {}
for steps in (1500, 4500):
    net, curve = train(one_layer(*ways["none"]), X, y, steps=steps, lr=1.0)
    rounding[steps] = spread(net), curve[-1]
    print("start none after {} steps: units differ by {:.0e}, loss {:.2f}".format(
        steps, *rounding[steps]))

# %% [markdown] slide="skip" tags=["deeper"]
# So equal units *can* separate, by rounding, after thousands of steps. A start from which only
# rounding errors save you is not a good start.

# %% [markdown] slide="slide" name="zero-is-fine" covers="E18,S3.4"
# ## "Zero weights never work"
#
# That is a common claim. The proofs say when they don't: **when two layers in a row are zero, the
# biases between them too, and $f(0) = 0$**; or when units agree in all their weights and their
# bias. Look for places where this is not so:
#
# 1. **Logistic regression**: no hidden layer, so no units to be alike.
# 2. **The last layer alone**: the units before it are different already.
# 3. **The last layer of a residual branch**: the signal goes round it.
#
# <!-- slide:
# They don't **when two layers in a row are zero, the biases between them too, and $f(0) = 0$**.
# Where is this not so?
#
# 1. **Logistic regression**: no hidden layer.
# 2. **The last layer**: its inputs differ.
# 3. **A residual branch's end**: the signal goes round.
# -->

# %% [markdown] slide="subslide"
# ### 1 · Logistic regression
#
# $\partial L/\partial w_i = \delta\, x_i$ contains no weight at all, so zero weights don't make
# it zero. And the loss is convex (curved upward everywhere): it has no pass to get stuck on. Give it
# the squares of the coordinates, so that a line can separate nearly all of the rings:

# %% slide="fragment"
squares = X**2 - np.mean(X**2, axis=0)
for name, weights in {"zero": np.zeros, "random": random}.items():
    net, curve = train(network(weights, widths=(2, 1)), squares, y, steps=4000, lr=10.0)
    print(f"{name:7} loss {curve[-1]:.4f}   right {accuracy(net, squares, y):.0%}   "
          f"weights {net[0]['W'].ravel().round(3)}")

# %% [markdown] slide="subslide"
# ### 2 · The last layer
#
# $\partial L/\partial v_j = \delta\, h_j$: the $h_j$ are random and different, so $v$ moves at
# the first step. The layers before it have the factor $v_j = 0$, and wait for one step.
#
# <!-- slide:
# $\partial L/\partial v_j = \delta\, h_j$, and the $h_j$ differ: $v$ moves. The layers before wait one
# step.
# -->

# %% slide="fragment"
last_zero = network(random)
last_zero[-1]["W"] = np.zeros((5, 1))
net = last_zero
for step in range(3):
    z, trace = forward(net, X)
    loss, grad = logistic_loss(z, y)
    grads = backward(net, trace, grad)
    print(f"step {step}: loss {loss:.6f}, rms of the gradient by layer",
          [f"{np.sqrt(np.mean(g['W']**2)):.1e}" for g in grads])
    net = descend(net, grads, lr=0.3)
last_zero_after, last_zero_losses = train(last_zero, X, y)
print(f"after 4,000 steps: loss {last_zero_losses[-1]:.4f}; "
      f"the random start: {losses['random'][-1]:.4f}")

# %% [markdown] slide="subslide"
# ### 3 · A residual branch
#
# A residual block adds something to its input: $x + f(xW)V$. With $V = 0$ it *is* its input, and
# so are a hundred of them in a row. Its gradient, $\partial L/\partial V = f(xW)^T \delta$, is
# not zero.

# %% slide="fragment" lines="7|10"
def residual_rms(last_weight_std, blocks=100, width=64):
    """Rms of the signal after 100 residual blocks whose V has this standard deviation."""
    x = rng.normal(size=(200, width))
    for _ in range(blocks):
        W = rng.normal(0, np.sqrt(2 / width), (width, width))
        V = rng.normal(0, last_weight_std, (width, width))
        x = x + np.maximum(x @ W, 0) @ V
    return layer_rms([{"a": x}])[0]


residual = {std: residual_rms(std) for std in (0.0, np.sqrt(1 / 64))}
for std, rms in residual.items():
    print(f"std of V {std:.3f}: rms after 100 blocks {rms:.3g}")

# %% [markdown] slide="skip"
# With zero last layers the signal passes unchanged, however deep; with random ones each block adds
# a variance as large as the signal's, so the variance doubles every time. This is why several
# recipes for deep residual networks start the last layer of each branch at zero (Fixup, Zhang et
# al. 2019) or the scale of its normalization (Goyal et al. 2017), and why the second of the two
# matrices that LoRA adds to a trained network starts at zero (Hu et al. 2021): at the first step
# the network is exactly the old one.

# %% [markdown] slide="subslide" name="before-a-relu"
# ### But not before a ReLU
#
# One layer of zeros between random ones: is it safe anywhere? Let the zeros, with zero biases,
# stand before ReLU units. Every $z$ is 0, so nothing comes out. And ReLU's slope at 0 is counted as
# 0, here as in PyTorch, Keras and JAX, so nothing comes back either. tanh has the slope 1 there.
#
# <!-- slide:
# Zeros, with zero biases, before ReLU units: every $z$ is 0, nothing comes out. ReLU's slope at 0 counts
# as 0: nothing comes back. tanh has the slope 1 there.
# -->

# %% slide="fragment"
stuck = {}
for activation in ("relu", "tanh"):
    net = network(random, (2, 10, 10, 1), activation)
    net[1]["W"] = np.zeros((10, 10))                    # the layer in the middle
    end, curve = train(net, X[uneven], y[uneven], steps=2000, lr=0.3)
    stuck[activation] = [np.abs(new["W"] - old["W"]).max()
                         for new, old in zip(end, net, strict=True)]
    print(f"{activation}: largest change of a weight, by layer", np.round(stuck[activation], 2),
          f"  loss {curve[-1]:.3f}")

# %% [markdown] slide="slide" name="f-of-zero"
# ## And the sigmoid?
#
# The zero start stood still because $f(0) = 0$. For the sigmoid $f(0) = \frac12$:
# $\partial L/\partial v_j = \frac12 \delta$, the same for all units. The outer weights move, all
# alike; then the inner ones, all alike. That is the constant start, one step later. It learns what a single
# unit can, and no more. (On balanced classes the mean of $\delta$ is 0, and again nothing moves.)
#
# <!-- slide:
# $f(0) = \frac12$, so $\partial L/\partial v_j = \frac12 \delta$, the same for all units. The outer
# weights move, all alike; then the inner ones, all alike: **the constant start, one step later**.
# -->

# %% slide="fragment"
uneven_data = X[uneven], y[uneven]
for activation in ("relu", "tanh", "sigmoid"):
    net = network(np.zeros, (2, 10, 1), activation)
    net, curve = train(net, *uneven_data, steps=3000, lr=1.0)
    print(f"{activation:8} inner weights moved: {np.count_nonzero(net[0]['W']):2} of 20,  "
          f"units differ by {spread(net):.1e},  loss {curve[-1]:.3f}")

# %% [markdown] slide="slide" name="sources" covers="S0.14,S1.6"
# ## Common claims
#
# 1. *"With zero weights every neuron does the same."* True. With ReLU or tanh each gives out 0, so
#    they learn nothing at all.
# 2. *"All-zero or simple random weights lead directly to vanishing or exploding gradients."* A
#    **vanishing** gradient gets smaller from layer to layer. With zeros and ReLU or tanh it is
#    **exactly 0**, for the weights of every layer, as soon as there is a hidden layer. And random
#    weights vanish, explode, or do neither: that depends on their scale.
# 3. *"Zero weights never work."* Logistic regression and a last layer learn from them, and a zero at
#    the end of a residual branch lets the signal pass. Before a ReLU they don't.
#
# <!-- slide:
# | claim | verdict |
# |---|---|
# | With zero weights every neuron does the same | True: with ReLU or tanh each gives out 0, and they learn nothing |
# | All-zero or simple random weights lead directly to vanishing or exploding gradients | Zero: **exactly 0**, which is not vanishing. Random: that depends on their scale |
# | Zero weights never work | They do in logistic regression, a last layer, the end of a residual branch; not before a ReLU |
# -->

# %% [markdown] slide="subslide"
# ### Exactly zero is not small

# %% slide="-"
def gradient_by_layer(weights, widths=(2, 10, 10, 10, 1)):
    """Rms of the gradient for the weights of each layer."""
    net = network(weights, widths)
    z, trace = forward(net, X[uneven])
    grads = backward(net, trace, logistic_loss(z, y[uneven])[1])
    return [float(np.sqrt(np.mean(g["W"] ** 2))) for g in grads]


by_layer = {"zero": gradient_by_layer(np.zeros),
            "std 0.1": gradient_by_layer(lambda shape: rng.normal(0, 0.1, shape)),
            "suitable": gradient_by_layer(random)}
for name, sizes in by_layer.items():
    print(f"{name:9}", "  ".join(f"{size:8.1e}" for size in sizes))

# %% [markdown] slide="fragment"
# Small random weights: a gradient that is small everywhere, and grows as the weights do. Zero:
# nothing to grow from.

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# All zero, with ReLU or tanh: **one number moves**, the output's bias; on balanced classes
# **none**. With the sigmoid on unequal classes, **all units learn the same**. On these rings it
# never just learns later.

# %% [markdown] slide="skip"
# *What would have refuted this?* Units of the constant start that soon differ by more than rounding
# explains; or units of start B that stay alike.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - Units that agree in incoming weights, bias *and* outgoing weights stay alike, up to rounding.
# - One source of difference can be enough: with random weights, biases may start at 0.
# - Zero is fine in logistic regression, last layers, branches' ends; not before a ReLU.

# %% [markdown] slide="skip"
# **Where next?** The [assignment `symmetry`](../assignments/symmetry/symmetry.ipynb): you write the gradients of such a network, and two
# functions that find out whether units stay equal and which parameters ever move. So the first
# weights must be random. *How* random, of what size, [lesson 01](01_signals.ipynb) began to say, and lesson **03
# fans** counts what the size depends on.
#
# *Sources.* The rings, with these two numbers for the zero start, are those of the assignment
# *Initialization* in deeplearning.ai's course *Improving deep neural networks* · P. Goyal et
# al., *Accurate, large minibatch SGD*, 2017, section 5.1 · H. Zhang, Y. Dauphin and T. Ma,
# *Fixup initialization*, 2019 · E. Hu et al., *LoRA*, 2021, section 4.1 · I. Goodfellow, Y.
# Bengio and A. Courville, *Deep learning*, 2016, section 8.4, on breaking symmetry.
