# %% [markdown] slide="slide"
# # Five nets hardly learn in 150 steps, and a sixth makes a bad start. What is wrong?
#
# Six nets learn ten classes of digits, each with ten hidden layers of 64 units: plain gradient
# descent, the same learning rate for all, 150 steps. Each net has one fault. Their losses follow.
#
# | | which net could that be? |
# |---|---|
# | its weights are all zero | |
# | its weights are too small | |
# | its weights are too large | |
# | its gain is that of another activation | |
# | its biases kill the ReLUs | |
# | its last layer is too large | |
#
# Write a letter beside each. By the end you can do it from six readings, without a guess.

# %% [markdown] slide="skip"
# About 44 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can tell from one forward and one backward pass why a net does not train.
#
# Lessons 00 to 06 took one cause at a time and asked what it does. Here you go the other way,
# as in practice: from what a net shows to what is wrong with it. Symbols are those of lesson
# 01: $z = Wx + b$, $a = f(z)$, the error signal $\delta = \partial L/\partial z$; rms is the root
# mean square. The digits are drawn by the course itself, 8 × 8 pixels with noise.

# %% slide="skip"
import numpy as np

from initlab.figures import debugging as pictures
from initlab.activations import ACTIVATIONS
from initlab.data import digits
from initlab.nets import backward, descend, forward, layer_rms, softmax_cross_entropy

X, y = digits(200, np.random.default_rng(7))
LR, LN_C = 0.05, np.log(10)

# %% slide="skip"
def build(activation, std, seed, bias=0.0, last=1.0, depth=10, width=64):
    """64 pixels, `depth` hidden layers, 10 logits. `std` gives a hidden weight's std for n inputs;
    those of the last layer have std last/√n."""
    rng, fans = np.random.default_rng(seed), [64] + [width] * depth
    net = [{"W": rng.normal(0, 1, (n, width)) * std(n), "b": np.full(width, bias),
            "activation": activation} for n in fans[:-1]]
    return [*net, {"W": rng.normal(0, last / np.sqrt(width), (width, 10)), "b": np.zeros(10),
                   "activation": "linear"}]

# %% slide="skip"
def lecun(n):
    """Lesson 04: a variance of 1/n."""
    return np.sqrt(1 / n)


def he(n):
    """Lesson 05: a variance of 2/n."""
    return np.sqrt(2 / n)

# %% slide="skip"
def gradients(net, X, y):
    """(loss, what each layer gave out, the gradients of each layer)."""
    logits, trace = forward(net, X)
    loss, grad = softmax_cross_entropy(logits, y)
    return loss, trace, backward(net, trace, grad)


def losses_of(net, steps=150, lr=LR):
    """The loss before each step of gradient descent."""
    curve = []
    for _ in range(steps):
        loss, _, grads = gradients(net, X, y)
        curve.append(loss)
        net = descend(net, grads, lr)
    return curve

# %% [markdown] slide="skip"
# The next cell builds the six nets and so gives their faults away. Don't read it if you want to guess.

# %% slide="skip"
NETS = {    # each with one fault
    "A": build("tanh", lambda n: 0.01, seed=11),
    "B": build("relu", lambda n: 0.0, seed=12, last=0.0),
    "C": build("tanh", lecun, seed=13, last=20.0),
    "D": build("relu", he, seed=14, bias=-3.0),
    "E": build("tanh", lambda n: 1.0, seed=15),
    "F": build("relu", lecun, seed=16),
}
found = {f"net {name}": {"as found": losses_of(net)} for name, net in NETS.items()}

# %% slide="subslide" covers="S0.2"
pictures.line_up(found, LN_C, "Six nets, six faults; four losses look the same")

# %% slide="skip"
for name, runs in found.items():
    print(f"{name}: first loss {runs['as found'][0]:9.6f}   last {runs['as found'][-1]:9.6f}")

# %% [markdown] slide="fragment"
# Four curves start at $\ln 10 = 2.303$ and hardly leave it. A loss curve says *that* a net does not
# learn, but not *why*. So look inside, before the first step.

# %% [markdown] slide="skip"
# The picture shows 150 steps at one learning rate, and no more than that. After 1,000 steps net F's loss
# is below 0.01. At a tenth of the rate net E's is below 0.5 after 3,000 steps. A bad start costs
# steps; it need not be the end.

# %% [markdown] slide="slide" name="first-loss"
# ## Reading 1: the first loss
#
# [Lesson 00](00_first_loss.ipynb): an untrained net with ten classes should start at $\ln 10$, or up to about 1 above
# it. It costs one forward pass.
#
# <!-- slide:
# A sound net with ten classes: $\ln 10$, or up to about 1 above.
# -->

# %% slide="-"
pictures.first_losses({name: runs["as found"][0] for name, runs in found.items()}, LN_C)

# %% [markdown] slide="fragment"
# Net C stands out: its logits are too large. Net E is a little above $\ln 10$, as many sound
# ReLU nets are. The other four pass. **This reading can find a fault; it cannot rule one out.**
#
# <!-- slide:
# Net C stands out. Net E is a little above, as many sound ReLU nets are. **This reading can find a fault; it cannot rule one out.**
# -->

# %% [markdown] slide="slide" name="readings"
# ## Readings 2 to 6: layer by layer
#
# | reading | what it is | it shows |
# |---|---|---|
# | 2 activations | a histogram of $a$ in each layer | which values the units give out |
# | 3 error signals | a histogram of the size of $\delta$, on a log scale | what comes back to each layer |
# | 4 sizes | the rms of $z$, of $\delta$, of the gradient of $W$ | what grows or fades |
# | 5 slopes | the share of flat pairs and of dead units | which units pass nothing back |
# | 6 update / weight | rms of one step's change of $W$, over the rms of $W$ | how fast a layer moves |
#
# All six need one forward and one backward pass on one batch.

# %% [markdown] slide="subslide" name="flat-and-dead"
# ### Flat and dead
#
# $\delta = f'(z) \odot \partial L/\partial a$ ([lesson 01](01_signals.ipynb)): where the slope is near 0, hardly
# anything goes back. Take every pair of an example and a unit:
#
# - a pair is **flat** when $\lvert f'(z)\rvert < 0.01$. For tanh that means $\lvert z\rvert > 3$:
#   the unit is *saturated*. For ReLU it means $z \le 0$: the unit is *off*.
# - a unit is **dead**, on this batch, when it is flat for *every* example. Then its incoming weights
#   get a gradient only through slopes below 0.01 (tanh), or none (ReLU).
#
# Half of all pairs flat: alarming for tanh, normal for ReLU. So for ReLU count the dead units.
#
# <!-- slide:
# $\delta = f'(z) \odot \partial L/\partial a$: a slope near 0 lets hardly anything back.
#
# - A pair of an example and a unit is **flat** when $\lvert f'(z)\rvert < 0.01$
# - A unit is **dead**, on this batch, when it is flat for *every* example
#
# | | a flat pair | half of all pairs flat |
# |---|---|---|
# | tanh | $\lvert z\rvert > 3$: the unit is *saturated* | alarming |
# | ReLU | $z \le 0$: the unit is *off* | normal: count the dead units |
# -->

# %% slide="skip"
def slopes_of(net, trace):
    """f'(z) of each hidden layer, (batch, units)."""
    return [ACTIVATIONS[layer["activation"]].df(seen["z"])
            for layer, seen in zip(net[:-1], trace[:-1], strict=True)]

# %% slide="skip"
def look(net, lr=LR):
    """The six readings of a net, before a step of this learning rate."""
    loss, trace, grads = gradients(net, X, y)
    flat = [np.abs(slope) < 0.01 for slope in slopes_of(net, trace)]
    sizes = {"z": layer_rms(trace, "z"), "δ": layer_rms(grads, "z"), "∂W": layer_rms(grads, "W")}
    return {"loss": loss, "rms": sizes,
            "a": [seen["a"] for seen in trace[:-1]], "delta": [grad["z"] for grad in grads[:-1]],
            "flat": [pairs.mean() for pairs in flat],
            "dead": [pairs.all(axis=0).mean() for pairs in flat],
            "ratio": [lr * grad / weight if weight else np.inf for grad, weight in
                      zip(sizes["∂W"], layer_rms(net, "W"), strict=True)]}

# %% [markdown] slide="slide" name="healthy"
# ## First, what health looks like
#
# To see a fault, you must know how a sound net looks. Here is a ReLU net with He's weights, whose
# loss falls below 0.2 in the 150 steps:

# %% slide="skip"
sound = {"ReLU, He": build("relu", he, seed=21), "tanh, LeCun": build("tanh", lecun, seed=22)}
readings = {name: look(net) for name, net in sound.items()}
ends = {name: losses_of(net)[-1] for name, net in sound.items()}
print({name: round(end, 3) for name, end in ends.items()})

# %% slide="subslide"
pictures.dashboard(readings["ReLU, He"], LN_C, "A sound ReLU net: all layers alike")

# %% [markdown] slide="skip"
# Read it panel by panel. The first loss is within 1 of $\ln 10$. The activations of all layers have
# about the same range; the spike at 0 holds the pairs that are off (each histogram is as tall as its
# largest bin beside that one). In the ten hidden layers the error signals agree within a factor of
# 1.3, the weights' gradients and the ratios within a factor of 3. About half of the pairs are flat, as is to
# be expected of a symmetric $z$, and at most one unit in eight is dead on this batch. The last layer has
# another job and other sizes. "All layers alike" is the pattern to remember. One sound net in twenty
# of this kind starts more than 1 above $\ln 10$: a few draws are louder than the rest.

# %% slide="subslide"
pictures.dashboard(readings["tanh, LeCun"], LN_C, "A sound tanh net: sizes fall slowly")

# %% [markdown] slide="skip"
# The tanh net's activations shrink slowly, as [lesson 04](04_xavier.ipynb) derived (a power of the depth, not an
# exponential). Hardly a pair is flat.

# %% [markdown] slide="skip" name="going-deeper-dead" tags=["deeper"]
# **Going deeper: dead on this batch.** In the sound ReLU net above the share of dead units rises from
# 0 in layer 1 to one in eight in layer 10, without any fault. With depth a ReLU net makes the outputs
# of different examples more alike, and a unit that is off for one is then often off for all. So
# "dead" is a reading of a batch and a depth. Here is a sound net of 40 layers, with the mean cosine
# between the outputs of two examples:

# %% slide="skip" tags=["deeper"]
deep = look(build("relu", he, seed=23, depth=40))


def alike(a):
    """The mean cosine between the outputs of two different examples."""
    rows = a / np.maximum(np.linalg.norm(a, axis=1, keepdims=True), 1e-300)
    return (np.sum(rows.sum(axis=0) ** 2) - len(a)) / (len(a) * (len(a) - 1))


for k in (1, 10, 20, 40):
    print(f"He, layer {k:2}: dead {deep['dead'][k - 1]:.2f}, cosine {alike(deep['a'][k - 1]):.2f}")

# %% [markdown] slide="slide" name="parts-of-a-gradient"
# ## Before the six nets: what a gradient is made of
#
# For one layer, $\partial L/\partial W_{jk} = \sum_i x_{ij}\, \delta_{ik}$, a sum over the $B$
# examples $i$. So a layer's gradient vanishes for one of three reasons:
#
# - its **input** $x$ vanishes: see the activations, reading 2;
# - its **error signal** $\delta$ vanishes: see reading 3;
# - the examples **cancel** one another, as they do at a minimum.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: how large can a gradient be?** By Cauchy and Schwarz,
#
# $$\Big(\sum_i x_{ij}\,\delta_{ik}\Big)^2 \le \sum_i x_{ij}^2 \, \sum_i \delta_{ik}^2$$
#
# Average over all $j$ and $k$, and take the root:
#
# $$\text{rms}(\partial W) \;\le\; B \cdot \text{rms}(x) \cdot \text{rms}(\delta)$$
#
# With one example both sides are equal. With $B$ examples whose terms have random signs, the sum has
# rms $\sqrt B$ times that of a term: the left side is about $1/\sqrt B$ of the right. The share that
# is left tells how far the examples agree.

# %% slide="skip" tags=["deeper"]
def agreement(net, batch):
    """rms(∂W) / (B · rms x · rms δ) in each layer: 1 when all examples pull the same way."""
    _, trace, grads = gradients(net, X[:batch], y[:batch])
    bound = batch * np.array(layer_rms(trace, "x")) * layer_rms(grads, "z")
    return np.array(layer_rms(grads, "W")) / bound


shares = {(name, batch): agreement(net, batch) for name, net in sound.items()
          for batch in (1, 10, 200)}
for (name, batch), share in shares.items():
    print(f"{name:11}, B = {batch:3}: {share.min():.2f} to {share.max():.2f}   "
          f"1/√B = {batch**-0.5:.2f}")

# %% [markdown] slide="skip" tags=["deeper"]
# In the tanh net the examples hardly agree before the first step. In the ReLU net they agree better
# from layer to layer, since its outputs become alike: in some draws the deep layers reach three times
# $1/\sqrt B$.

# %% [markdown] slide="slide" name="zero"
# ## Net B

# %% slide="-"
pictures.dashboard(look(NETS["B"]), LN_C, "Net B: nothing is there, forward or backward")

# %% [markdown] slide="subslide" covers="S3.4"
# ### Diagnosis: all weights are zero
#
# $z$ is exactly 0 **in layer 1**, so no later layer can be the cause. No error signal goes back
# either, since it passes through weights of 0. Only the last bias could move ([lesson 02](02_symmetry.ipynb)), and the
# classes are balanced: its gradient cancels, but for rounding.
#
# *Told from dead units by:* the size of $z$ in the first bad layer. Here it is 0. (With biases that
# are not 0, all-zero weights would leave $z = b$, the same for every example.)
#
# *Cure:* draw the weights.
#
# <!-- slide:
# - $z$ is exactly 0 **in layer 1**: no later layer can be the cause
# - No error signal goes back through weights of 0
# - *Told from dead units by:* the size of $z$ in the first bad layer, here 0
# - *Cure:* draw the weights
# -->

# %% [markdown] slide="slide" name="too-small"
# ## Net A

# %% slide="-"
pictures.dashboard(look(NETS["A"]), LN_C, "Net A: a straight line down, both ways")

# %% [markdown] slide="subslide"
# ### Diagnosis: weights too small
#
# On the log scale $z$ falls by the same amount in each layer, and so does $\delta$ on its way back.
# The factor per layer is $\sqrt{n}\,\sigma_w = 8 \cdot 0.01 = 0.08$ ([lesson 01](01_signals.ipynb)). No pair is flat: slopes are
# near 1, and what fades is the signal.
#
# The weights' gradients are about $10^{-12}$ in **all** hidden layers: the input fades on the way up,
# the error signal on the way down, and their product stays. So the gradients do not show
# where the signal is lost; **$z$ and $\delta$ do.**
#
# *Cure:* $\sigma_w = 1/\sqrt{n}$.
#
# <!-- slide:
# - $z$ falls by the factor $\sqrt{n}\,\sigma_w = 8 \cdot 0.01 = 0.08$ per layer, and so does $\delta$ on its way back
# - No pair is flat: what fades is the signal
# - The gradients, about $10^{-12}$ in **all** hidden layers, don't show where; **$z$ and $\delta$ do**
# - *Cure:* $\sigma_w = 1/\sqrt{n}$
# -->

# %% slide="fragment"
for name in ("z", "δ"):
    sizes = np.array(look(NETS["A"])["rms"][name][:10])
    factors = sizes[1:] / sizes[:-1] if name == "z" else sizes[:-1] / sizes[1:]
    print(f"{name}: factor per layer {factors.min():.3f} to {factors.max():.3f}")

# %% [markdown] slide="slide" name="too-large"
# ## Net E

# %% slide="-"
pictures.dashboard(look(NETS["E"]), LN_C, "Net E: units pressed against the ends of tanh")

# %% [markdown] slide="subslide" covers="S0.6"
# ### Diagnosis: weights too large
#
# The histograms pile up at $-1$ and $+1$, and 70 % of the pairs are flat. $z$ has an rms of 7 to 8 in
# all hidden layers: tanh bounds the signal, so the *sizes* look steady, and the *first loss* is only ½
# above $\ln 10$. (A sound tanh net of this kind starts within 0.1 of it: a hint, no more.)
#
# The error signal **grows** on the way back, by nearly a thousand: the pairs with a slope pass it
# through large weights ([lesson 01](01_signals.ipynb)). Its histogram spans many powers of ten. A learning rate that moves
# layer 1 by 10 % a step moves layer 10 by 0.01 %.
#
# *Cure:* $\sigma_w = 1/\sqrt{n}$. ReLU has no bound: there $z$ and the first loss explode.
#
# <!-- slide:
# - $a$ piles up at $-1$ and $+1$: 70 % of the pairs are flat
# - tanh bounds the signal: sizes look steady, the first loss is only ½ above $\ln 10$
# - The error signal **grows** on the way back, by nearly a thousand
# - *Cure:* $\sigma_w = 1/\sqrt{n}$
# -->

# %% [markdown] slide="slide" name="wrong-gain"
# ## Net F

# %% slide="-"
pictures.dashboard(look(NETS["F"]), LN_C, "Net F: like net A, but the slope is gentle")

# %% [markdown] slide="subslide"
# ### Diagnosis: the gain of another activation
#
# $z$ falls steadily again, but slowly: to about $0.7$ per layer, $1/\sqrt2$. The weights are of the
# right order, $1/\sqrt{n}$, and the missing factor is ReLU's gain ([lesson 05](05_he.ipynb)). Half of the pairs are
# flat, as they should be; it is no fault of the biases.
#
# *Told from net A by:* the factor per layer. There each layer leaves 8 % of the signal. Where each
# layer leaves between a half and three quarters, suspect a forgotten gain.
#
# *Cure:* $\sigma_w = \sqrt{2/n}$.
#
# <!-- slide:
# - $z$ falls slowly, to about $0.7$ per layer: $1/\sqrt2$
# - The weights are of the order $1/\sqrt{n}$; ReLU's gain is missing ([lesson 05](05_he.ipynb))
# - *Told from net A by:* the factor. There 8 % is left; a half to three quarters means a forgotten gain
# - *Cure:* $\sigma_w = \sqrt{2/n}$
# -->

# %% slide="fragment"
z_of_F = look(NETS["F"])["rms"]["z"][:10]
print(f"layer 1 to 10: {z_of_F[0]:.3f} to {z_of_F[-1]:.3f}, "
      f"a factor of {(z_of_F[-1] / z_of_F[0]) ** (1 / 9):.3f} per layer; 1/√2 = {0.5**0.5:.3f}")

# %% [markdown] slide="slide" name="dead-units"
# ## Net D

# %% slide="-"
pictures.dashboard(look(NETS["D"]), LN_C, "Net D: units that never switch on")

# %% [markdown] slide="subslide"
# ### Diagnosis: a bias kills the ReLUs
#
# $z$ is **not** small: its rms is 3 or more in all hidden layers. It sits about $-3$, on the wrong
# side. In layer 1, 98 % of the pairs are flat; from layer 2 on every unit is dead. No error signal
# comes back: the last bias alone could move. (Weights with a large negative mean would do the same
# behind a ReLU; a look at $b$ decides.)
#
# *Told from net B by:* $z$ is not 0 in the first dead layer. *Told from a sound ReLU net by:*
# the dead units, all of them where a sound net has few.
#
# *Cure:* biases of 0. A larger learning rate is no cure, as it multiplies zeros.
#
# <!-- slide:
# - $z$ is **not** small: about $-3$, on the wrong side
# - From layer 2 on every unit is dead: no error signal comes back
# - *Told from net B by:* $z \ne 0$ in the first dead layer
# - *Cure:* biases of 0; a larger learning rate multiplies zeros
# -->

# %% [markdown] slide="slide" name="logits-too-large"
# ## Net C

# %% slide="-"
pictures.dashboard(look(NETS["C"]), LN_C, "Net C: sound hidden layers, logits too large")

# %% [markdown] slide="subslide"
# ### Diagnosis: logits too large
#
# The hidden activations are those of a sound tanh net. The first loss is wrong, and with it the error
# signals, which pass the large last weights on their way back: 25 times as large as in the same net
# with a sound last layer.
#
# So at this rate its first steps are too large: the loss jumps to more than three times its first value.
# This net recovers within the 150 steps; not all of its kind do.
#
# <!-- slide:
# - Hidden activations: those of a sound tanh net
# - Error signals, through large last weights: 25 times as large
# - First steps too large: the loss jumps to more than three times its first value
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: eight more draws of net C.** Their loss and their share of flat pairs after 150 steps:

# %% slide="skip" tags=["deeper"]
def last_reading(net, steps=150):
    """(loss, share of flat pairs) after so many steps."""
    for _ in range(steps):
        net = descend(net, gradients(net, X, y)[2], LR)
    seen = look(net)
    return seen["loss"], float(np.mean(seen["flat"]))


others = sorted(last_reading(build("tanh", lecun, seed, last=20.0)) for seed in range(101, 109))
print("last loss:  ", "  ".join(f"{loss:4.2f}" for loss, _ in others))
print("flat pairs: ", "  ".join(f"{flat:4.0%}" for _, flat in others))

# %% [markdown] slide="fragment"
# *Cure:* last weights of std $1/\sqrt n$, or smaller.

# %% [markdown] slide="slide" name="cures"
# ## Do the cures cure?
#
# A diagnosis is a claim, and the cure is its test. One change in each net, the one named in its
# diagnosis; the same data, learning rate and number of steps.

# %% slide="skip"
CURED = {
    "A: std 1/√n": build("tanh", lecun, seed=11),
    "B: drawn, He": build("relu", he, seed=12),
    "C: last layer 1/√n": build("tanh", lecun, seed=13),
    "D: biases 0": build("relu", he, seed=14),
    "E: std 1/√n": build("tanh", lecun, seed=15),
    "F: gain √2": build("relu", he, seed=16),
}
healed = {name: {**found[f"net {name[0]}"], "cured": losses_of(net)} for name, net in CURED.items()}

# %% slide="subslide"
pictures.line_up(healed, LN_C, "One change in each, and all six learn")

# %% [markdown] slide="skip"
# What would have refuted a diagnosis: a cured net that stays where it was. All six end below 0.6. The
# ReLU nets end lower, and get there by jumps; whether that is the start, the activation or the
# learning rate can't be told from one rate. [Lesson 08](08_training.ipynb) compares at each start's own best rate.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: too large at which rate?** Look at net C again: as found it ends *lower* than with its cure. A large last layer enlarges the
# error signals, as a larger rate would. Three draws of each kind, at three rates:

# %% slide="skip" tags=["deeper"]
rate_and_last = {(lr, last): float(np.median([
    losses_of(build("tanh", lecun, seed, last=last), lr=lr)[-1] for seed in range(101, 104)]))
    for lr in (0.02, 0.05, 0.2) for last in (20.0, 1.0)}
for (lr, last), loss in rate_and_last.items():
    print(f"lr {lr}, last layer × {last:2g}: median of the last losses {loss:.3f}")

# %% [markdown] slide="skip" tags=["deeper"]
# At 0.02 the large last layer is far ahead; at 0.2 it does not train at all, and the cured net is
# better. So "too large" depends on the rate. What is wrong with net C is that fewer rates work, and that
# its first predictions are confident and wrong.

# %% [markdown] slide="slide" name="update-to-weight"
# ## The sixth reading: update to weight
#
# One step of gradient descent changes $W$ by $-\text{lr} \cdot \partial W$. Relative to the
# weights:
#
# $$r = \frac{\text{lr} \cdot \text{rms}(\partial W)}{\text{rms}(W)}$$
#
# "It should be about 0.001", says a well-known rule of thumb. Why that number? And of what?
#
# First, what does a change of $W$ by $r$ do to $z$? If the change were as random as $W$
# itself, $z$ would change by $r$ too. But it is not random: it is made of the inputs.
#
# <!-- slide:
# One step, relative to the weights:
#
# $$r = \frac{\text{lr} \cdot \text{rms}(\partial W)}{\text{rms}(W)}$$
#
# "It should be about 0.001", says a rule of thumb. **Why that number? And of what?**
#
# If the step were random, $z$ would change by $r$, too. But it is made of the inputs.
# -->

# %% [markdown] slide="subslide"
# ### One example, one step
#
# 1. The gradient is $\partial W_{jk} = x_j \delta_k$, so
#    $\Delta W_{jk} = -\text{lr}\, x_j \delta_k$.
# 2. $z_k$ changes by $\sum_j x_j\, \Delta W_{jk} = -\text{lr}\, \lVert x \rVert^2 \delta_k$,
#    with $\lVert x\rVert^2 = n \cdot \text{rms}(x)^2$: all $n$ terms have one sign.
# 3. $\text{rms}(\Delta W) = \text{lr} \cdot \text{rms}(x)\, \text{rms}(\delta)$, so
#    $\text{rms}(\Delta z) = n\, \text{rms}(x)\, \text{rms}(\Delta W)$.
# 4. A random $W$ gives $\text{rms}(z) = \sqrt n\, \text{rms}(W)\, \text{rms}(x)$. Divide:
#
# $$\frac{\text{rms}(\Delta z)}{\text{rms}(z)} = \sqrt{n} \cdot r$$
#
# A step of $r = 0.001$ moves that example's $z$ by 0.8 % at $n = 64$, by 3 % at $n = 1000$.

# %% [markdown] slide="skip"
# With more examples the factor is at most that, because the step that suits one example is partly
# random to the next. (Step 4 holds on average over the weights: here a layer strays from $\sqrt n$ by
# up to 13 %. The upper bound is that of Cauchy and Schwarz, $\text{rms}(X\,\Delta W) \le
# n\,\text{rms}(X)\,\text{rms}(\Delta W)$.)

# %% slide="skip"
def factors(width, batch, activation="tanh", std=lecun):
    """The relative change of z over that of W, in hidden layers 2 to 10."""
    net = build(activation, std, seed=31, width=width)
    _, trace, grads = gradients(net, X[:batch], y[:batch])
    found = []
    for layer, seen, grad in list(zip(net, trace, grads, strict=True))[1:-1]:
        moved = np.linalg.norm(seen["x"] @ grad["W"]) / np.linalg.norm(seen["z"])
        found.append(moved / (np.linalg.norm(grad["W"]) / np.linalg.norm(layer["W"])))
    return found


amplified = {width: {f"batch of {batch}": factors(width, batch) for batch in (1, 10, 200)}
             for width in (64, 256)}

# %% slide="subslide"
pictures.amplification(amplified, "tanh: a step moves z by more than it moves the weights",
                       {width: width**0.5 for width in amplified})

# %% [markdown] slide="fragment"
# One example lands near $\sqrt n$, as derived; 200 examples, in these tanh nets, at 2 to 4.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: ReLU comes nearer to the bound.** Its examples agree better, so that the step of all 200
# suits each of them. With 64 units the factor rises from layer to layer until it is about that of one
# example:

# %% slide="skip" tags=["deeper"]
relu_factors = factors(64, 200, "relu", he)
print("ReLU, width 64, batch of 200, layers 2 to 10:", [round(float(f), 1) for f in relu_factors])

# %% [markdown] slide="slide" name="rule-of-thumb"
# ## Is 0.001 right? Measure
#
# Six learning rates, from 0.01 to 3. For each: the ratio during the first 20 steps (the median
# over layers and steps), and the loss after 100. Nets of 4 hidden layers, sound starts.

# %% slide="skip"
def ratio_and_loss(activation, std, width, lr, steps=100):
    """(median update / weight in the first 20 steps, loss after so many steps)."""
    net, ratios = build(activation, std, seed=41, depth=4, width=width), []
    with np.errstate(over="ignore", invalid="ignore"):  # the largest rate overflows in one net
        for step in range(steps + 1):
            loss, _, grads = gradients(net, X, y)
            if step < 20:
                ratios.append(lr * np.array(layer_rms(grads, "W")) / layer_rms(net, "W"))
            net = descend(net, grads, lr)
    return float(np.median(ratios)), loss

# %% slide="skip"
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
swept = {f"{activation}, width {width}":
         [ratio_and_loss(activation, std, width, lr) for lr in RATES]
         for activation, std in (("tanh", lecun), ("relu", he)) for width in (16, 128)}
swept = {name: [point for point in points if np.isfinite(point).all()]      # NaN has no place
         for name, points in swept.items()}

# %% slide="subslide"
pictures.rates(swept, "Here the lowest losses have a ratio well above 0.001")

# %% slide="skip"
best = {name: min(points, key=lambda point: point[1]) for name, points in swept.items()}
for name, (ratio, loss) in best.items():
    print(f"{name:16} lowest loss {loss:.3f} at ratio {ratio:.4f}")

# %% [markdown] slide="subslide"
# ### What the number depends on
#
# | it grows with | by |
# |---|---|
# | the learning rate | a factor, at the first step |
# | a loss that is summed, not averaged | the batch size |
# | examples that agree (against random signs) | about $\sqrt B$ |
# | $\text{rms}(x)$ and $\text{rms}(\delta)$, the signals | a factor each |
#
# Adam divides each gradient by its running size: at the first step $r \approx
# \text{lr}/\text{rms}(W)$, where gradients are far above its $\varepsilon = 10^{-8}$ (net A's are not).
#
# In these four nets the best of six rates had a ratio of 0.007 to 0.17, and ratios near 0.001 were
# slow. So 0.001 is no law. Safer signs of trouble: **layers that differ by powers of ten; a
# ratio near 1; a ratio that stays 0.**
#
# <!-- slide:
# | it grows with | by |
# |---|---|
# | the learning rate | a factor, at the first step |
# | a loss that is summed, not averaged | the batch size |
# | examples that agree (against random signs) | about $\sqrt B$ |
# | $\text{rms}(x)$ and $\text{rms}(\delta)$, the signals | a factor each |
#
# Here the best rates had a ratio of 0.007 to 0.17: 0.001 is no law. Safer signs of trouble: **layers that differ by powers of ten; a ratio near 1; a ratio that stays 0.**
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: where the rule of thumb comes from.** It is in the notes of Stanford's course CS231n, which call it a rough heuristic and take
# the ratio of the two norms (the same as that of the rms), and in Karpathy's lecture *makemore* 3,
# which takes standard deviations. Those nets, batches and lengths of training are others than these:
# full batches of 200, 100 steps, and a loss that a large step may still lower. A ratio that is best
# for the first 100 steps need not be best for a long training. With five more draws of each net the
# ratio of the best rate lies between 0.003 and 0.17. And a ratio of 0 at the first step alone is no
# fault: where the last layer starts at zero ([lesson 02](02_symmetry.ipynb)), the hidden layers have it, and the net learns.

# %% [markdown] slide="slide" name="spikes-and-nan" covers="S0.7,S3.12"
# ## Loss spikes and NaN
#
# A sound start is no insurance. Three runs of the same ReLU net, He's weights:
#
# - as before, lr 0.05;
# - lr 0.05, but at step 60 one batch comes in with its pixels 20 times too large;
# - lr 2.
#
# Which reading warns first?

# %% slide="skip"
def watched(lr, scale_at_60=1.0, steps=120):
    """(losses, largest update / weight of each step), up to the last step with finite numbers."""
    net, losses, ratios = build("relu", he, seed=51), [], []
    with np.errstate(over="ignore", invalid="ignore"):  # the third run means to overflow
        for step in range(steps):
            loss, _, grads = gradients(net, X * (scale_at_60 if step == 60 else 1), y)
            ratio = lr * np.array(layer_rms(grads, "W")) / layer_rms(net, "W")
            if not np.isfinite([loss, *ratio]).all():
                break
            losses, ratios = [*losses, loss], [*ratios, ratio.max()]
            net = descend(net, grads, lr)
    return losses, ratios


watched_runs = {"lr 0.05": watched(0.05), "one bad batch": watched(0.05, 20.0),
                "lr 2": watched(2.0)}

# %% slide="subslide"
pictures.spikes(watched_runs, "A spike and a NaN, seen in the loss and in the updates")

# %% slide="fragment"
for name, (losses, ratios) in watched_runs.items():
    print(f"{name:13}: first ratio {ratios[0]:.3f}, largest loss {max(losses):8.3g}, "
          f"at step {len(losses) - 1:3}: {losses[-1]:.3g}")

# %% [markdown] slide="subslide"
# ### Reading them
#
# - **A spike** has a step where it begins. Keep that batch: here its inputs have an rms of 20.
#   Nothing in a ReLU net limits a signal, so loss and update jump together; the update then spoils
#   weights that were good, and 60 steps later the loss is still above 2. (After 600 it is low again.)
# - **NaN** comes last. Before it, in this run, come updates larger than the weights themselves.
#   With lr 2 the ratio is above 1 at the first step, when the loss still looks normal.
# - Look for the **first** step and the **first** layer with a number that is not finite. Later ones
#   may only follow.
#
# <!-- slide:
# - **A spike** begins at one step: keep that batch. Its update spoils good weights
# - **NaN** comes last. With lr 2 the ratio is above 1 while the loss looks normal
# - Find the **first** step and layer that is not finite
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the same bad batch in a tanh net, and a worse one.** Two more runs.

# %% slide="skip" tags=["deeper"]
tanh_runs = {}
for scale in (1.0, 20.0):
    net = build("tanh", lecun, seed=51)
    for step in range(120):
        loss, _, grads = gradients(net, X * (scale if step == 60 else 1), y)
        net = descend(net, grads, LR)
    tanh_runs[scale] = loss
print("tanh, last loss without and with the bad batch:",
      {scale: round(loss, 3) for scale, loss in tanh_runs.items()})
print("ReLU, pixels 50 times too large: last finite step", len(watched(0.05, 50.0)[0]) - 1)

# %% [markdown] slide="skip" tags=["deeper"]
# The same bad batch does next to nothing to a tanh net in this run, as tanh bounds the signal. And with
# pixels 50 times too large the ReLU net ends as NaN at a learning rate that is otherwise fine. To tell
# a fault in the data from a fault in the start, ask *when* it shows: at the step of that batch, or at
# step 0.

# %% [markdown] slide="slide" name="order"
# ## In which order to read
#
# 1. **First loss.** Far above $\ln C$: something is too large, you don't know yet what.
# 2. **From the input up**, suspect the first layer that looks wrong; later ones may only follow.
#    $z$ exactly 0: zero weights. $z$ not 0, but (nearly) all ReLUs dead: biases.
# 3. **Flat pairs**, for tanh and sigmoid: most of them flat means too large.
# 4. **The factor per layer** of $\text{rms}(z)$. Above 2: too large. Around 0.5 to 0.75: a
#    forgotten gain. Below 0.3: too small.
# 5. All of that in order, and the first loss far too high: the last layer.
# 6. **Update to weight**, step by step, once training runs.
#
# <!-- slide:
# | | read | it means |
# |---|---|---|
# | 1 | **First loss** far above $\ln C$ | something is too large, not yet what |
# | 2 | **From the input up**: the first layer that looks wrong | $z = 0$: zero weights; $z \ne 0$, ReLUs dead: biases |
# | 3 | **Flat pairs**, tanh or sigmoid: most | too large |
# | 4 | **Factor per layer** of $\text{rms}(z)$ | above 2: too large; 0.5 to 0.75: a forgotten gain; below 0.3: too small |
# | 5 | All in order, but the first loss far too high | the last layer |
# | 6 | **Update to weight**, once training runs | near 1, or staying 0: trouble |
# -->

# %% [markdown] slide="skip"
# Why layers before the loss? Because too large a signal in the hidden layers also gives too
# large logits. A reader of the loss alone blames the last layer. And why from the input up? In
# net D, layers 2 to 10 have no signal either, but through no fault of their own.

# %% [markdown] slide="slide" name="claims" covers="E17"
# ## Common claims, judged
#
# | claim | verdict |
# |---|---|
# | The first loss is $\ln C$, so the start is fine | No: four of the six bad starts have it |
# | Flat from the beginning: raise the learning rate | Nets B and D: it multiplies zeros |
# | Half of my units are off: dying ReLUs | Normal; count units that are off for *every* example |
# | Update to weight should be 0.001 | In these four nets the best was 7 to 170 times that, over 100 steps |
# | NaN means that the learning rate is too high | Or that one batch was; look where it began |
# | Large weights show in the first loss | In deep ReLU nets; tanh bounds the signal (net E) |

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# | net | first loss | the reading that tells | fault |
# |---|---|---|---|
# | A | 2.303 | $z$ and $\delta$ × 0.08 per layer | too small |
# | B | 2.303 | $z = 0$ in layer 1 | zero |
# | C | far above | hidden layers in order | logits too large |
# | D | 2.303 | dead units, with $z \ne 0$ | biases |
# | E | ½ above | most pairs flat | too large |
# | F | 2.303 | $z$ × 0.7 per layer | wrong gain |
#
# One forward and one backward pass, six readings, no training.

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - First loss against $\ln C$, then from the input up: suspect the first layer that looks wrong.
# - Sizes that fall steadily: weights too small. Flat pairs behind tanh: too large.
# - A diagnosis is a claim: make the one change that it names, and train again.

# %% [markdown] slide="skip"
# *What would have refuted this?* A cured net that stays where it was; a step whose change of $z$ has an
# rms above $n \cdot \text{rms}(x) \cdot \text{rms}(\Delta W)$; best rates that all have a ratio near 0.001.
#
# **Where next?** The [assignment `debugging`](../assignments/debugging/debugging.ipynb): the readings as functions, and a `diagnose` that
# must name the faults of nets that are drawn when you hand in. [Lesson 08](08_training.ipynb) measures
# what a good start buys, over many seeds and each at its own best learning rate.
#
# *Sources.* The ratio of updates to weights: A. Karpathy and others, notes of *CS231n*, Neural
# Networks Part 3 · Histograms of activations and gradients per layer, dead units and update
# ratios: A. Karpathy, *Building makemore, part 3: activations & gradients, BatchNorm*, 2022; X. Glorot and
# Y. Bengio 2010, figures 4, 6 and 7; P. Lippe, *UvA deep learning tutorial 4*. The nets, faults and numbers here are our
# own · A. Karpathy, *A recipe for training neural networks*, 2019.
