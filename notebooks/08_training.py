# %% [markdown] slide="slide"
# # Does a good start really train twice as fast?
#
# <!-- slide:
# It is said that good weights can double the speed of training.
#
# Take ReLU networks for handwritten digits: He's weights against PyTorch's default, each at its own best
# learning rate. **How many times as many steps does the default need?**
#
# | hidden layers | as many | twice | 5 times | 20 times | it never arrives |
# |---|---|---|---|---|---|
# | 2 | | | | | |
# | 5 | | | | | |
# | 10 | | | | | |
# -->
#
# Good weights can double the speed of training and make the network more accurate. One of the four
# texts of [lesson 12](12_source_check.ipynb) says so, without a measurement.
#
# Take ReLU networks for handwritten digits. He's weights against PyTorch's default, each at its
# own best learning rate. How many times as many steps does the default need?
#
# | hidden layers | as many | twice | 5 times | 20 times | it never arrives |
# |---|---|---|---|---|---|
# | 2 | | | | | |
# | 5 | | | | | |
# | 10 | | | | | |
#
# Make three marks. By the end you can read the answers off a table, with their intervals, and say
# what the table can't tell.

# %% [markdown] slide="skip"
# About 42 minutes; the boxes marked *Going deeper* are optional.
# Afterwards you can compare the speed of two starts fairly, and say what a result depends on.
#
# You need the starts (rules for first weights) of lessons 04 to 06 and, from [lesson 00](00_first_loss.ipynb), what a
# loss is. All networks here have dense layers of 64 units, in NumPy. The study behind the table took
# minutes on two cores. Its results come with the course (`read_trials` reads them), and the lesson
# repeats a part of it (`train_runs`) while you read.

# %% slide="skip"
import numpy as np

from initlab.data import handwritten_digits
from initlab.figures import start, training as pictures
from initlab.nets import backward, descend, forward, softmax_cross_entropy
from initlab.stacked import Plan, layer_norm, layer_norm_back, train_runs
from initlab.trials import mean_interval, paired_ratio, reached, read_trials, typical_steps

digits = handwritten_digits()

# %% [markdown] slide="slide" name="digits"
# ## Real digits
#
# 1,797 digits that people wrote, 8 × 8 pixels each: 1,437 to train on, 360 held out.

# %% slide="-"
ink = digits["X"] - digits["X"].min(axis=0)             # as before the means were subtracted
pictures.gallery(ink[:24], digits["y"][:24], "Handwritten digits, 8 × 8 pixels")

# %% [markdown] slide="skip"
# *Data:* E. Alpaydin and C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
# Learning Repository, 1998, CC BY 4.0; the part by 13 writers. Each pixel has its training mean
# subtracted, and all are divided by one number, so that the mean square of the inputs is 1. The
# 360 test digits are every fifth; the same people wrote both parts, so the accuracies below are
# for known handwriting.

# %% [markdown] slide="slide" name="four-steps" covers="S3.9,S2.2,S3.1"
# ## Four steps, over and over
#
# 1. **Initialize** all weights. Once.
# 2. **Forward**: from a batch of inputs to the logits.
# 3. **Loss and backward**: the loss, and the gradient of the loss for each weight.
# 4. **Update**: $w \leftarrow w - \eta\, \partial L/\partial w$, with the learning rate $\eta$.
#
# Steps 2 to 4 are repeated, with a new batch each time. Step 1 only decides where they begin.
#
# <!-- slide:
# 1. **Initialize** all weights, once.
# 2. **Forward**: from a batch of inputs to the logits.
# 3. **Loss and backward**: the loss, and its gradient for each weight.
# 4. **Update**: $w \leftarrow w - \eta\, \partial L/\partial w$, with the learning rate $\eta$.
#
# Repeat 2 to 4 with new batches.
# -->

# %% slide="-"
def one_step(net, X, y, lr):
    """(the net after a step, the loss before it)"""
    logits, trace = forward(net, X)
    loss, delta = softmax_cross_entropy(logits, y)      # delta: dL/dlogits, 1/batch included
    return descend(net, backward(net, trace, delta), lr), loss

# %% [markdown] slide="skip"
# Such a loop goes wrong in three places, and the assignment asks for each. The loss is
# a **mean** over the batch, so its gradient carries 1/batch. All gradients are taken **before** any
# weight moves. And softmax subtracts the largest logit first, or $e^{1000}$ overflows.

# %% [markdown] slide="slide" name="quadratic"
# ## What scale does to the steps: a parabola
#
# Near a minimum $w^*$, a smooth loss looks like a parabola, $L = \frac12 \lambda (w - w^*)^2$, with
# curvature $\lambda$. A step of gradient descent:
#
# $$w \leftarrow w - \eta\lambda\,(w - w^*) \qquad\Rightarrow\qquad
# \text{error} \leftarrow (1 - \eta\lambda) \cdot \text{error}$$
#
# Each step multiplies the error by $1 - \eta\lambda$. It shrinks when $0 < \eta\lambda < 2$, and
# fastest at $\eta = 1/\lambda$. Beyond $2/\lambda$ it grows.

# %% slide="skip"
def errors(eta_lambda, steps=20):
    """|w - w*| after 0, 1, … steps on a parabola, from an error of 1."""
    e = [1.0]
    for _ in range(steps):
        e.append(e[-1] - eta_lambda * e[-1])
    return np.abs(e)


parabola = {f"ηλ = {c}": errors(c) for c in (0.1, 0.5, 1.8, 2.1)}

# %% slide="subslide"
start.curves(parabola, "Only the product of rate and curvature counts",
             x="step (number)", y="error (no unit), log scale")

# %% [markdown] slide="fragment"
# Multiply the loss by ten, and a tenth of the rate takes the same steps. So
# **two starts that differ in scale can't be compared fairly at one rate**: each needs its own.

# %% [markdown] slide="subslide" name="two-curvatures"
# ### What no rate can repair
#
# Two directions, with curvatures $\lambda_1 > \lambda_2$ and one rate for both:
#
# 1. $\eta < 2/\lambda_1$, or the steep direction grows.
# 2. Then the flat one shrinks by $1 - \eta\lambda_2 > 1 - 2\lambda_2/\lambda_1$ a step, at best.
# 3. The best rate is $\eta = 2/(\lambda_1 + \lambda_2)$: there $|1 - \eta\lambda|$ is the same for both,
#    $\frac{\kappa - 1}{\kappa + 1}$ with $\kappa = \lambda_1/\lambda_2$.
#
# For large $\kappa$ the best rate multiplies the error by about $1 - 2/\kappa \approx e^{-2/\kappa}$ a step, so
# each factor of $e$ takes about $\kappa/2$ steps. **A rate can undo a common scale. It can't undo unequal
# scales.**

# %% slide="fragment"
for kappa in (2, 10, 100):
    rate, e, steps = 2 / (kappa + 1), np.ones(2), 0
    while np.abs(e).max() > np.exp(-5):
        e, steps = e - rate * np.array([kappa, 1]) * e, steps + 1
    print(f"κ = {kappa:3}: {steps:4} steps for e⁵;   5 · κ/2 = {2.5 * kappa:g}")

# %% [markdown] slide="slide" name="chain"
# ## And depth: a chain of factors
#
# The smallest deep net: one number goes through $D$ layers of one weight each. All weights are
# equal, $w$; the chain is to learn the factor 1: $L = \frac12 (w^D - 1)^2$.
#
# 1. The gradient for each weight is $(w^D - 1)\, w^{D-1}$: the error, times the $D - 1$ other
#    weights.
# 2. All weights move together, so differentiate that gradient with respect to $w$. At the minimum,
#    $w = 1$, this gives the curvature $\lambda = D$. So $\eta < 2/D$; take $\eta = 1/D$.
# 3. From a small start $s$, the error is about $-1$ and $w$ grows by $\eta\, w^{D-1}$ a step.
#
# <!-- slide:
# The smallest deep net: $D$ layers of one weight each, all $w$; it learns the factor 1: $L = \frac12 (w^D - 1)^2$.
#
# 1. The gradient for each weight is $(w^D - 1)\, w^{D-1}$.
# 2. All move together: at $w = 1$ the curvature is $\lambda = D$, so $\eta = 1/D < 2/D$.
# 3. From a small start $s$, $w$ grows by $\eta\, w^{D-1}$ a step.
# -->

# %% [markdown] slide="subslide"
# ### How long until it leaves the start?
#
# The first steps are the slowest, and for $D > 2$ the number of steps is about
#
# $$t \approx \frac{D}{D-2} \left(\frac1s\right)^{D-2}$$
#
# **A power of the scale, with the depth in the exponent.** A larger rate is no cure if it is kept to
# the end: there it overshoots, since the curvature is $D$.

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: where the power comes from.** Treat the steps as continuous: $dw/dt = \eta\, w^{D-1}$,
# so $dt = \frac1\eta\, w^{1-D}\, dw$. Integrate from $s$ on. For $D = 2$ that is a logarithm. For
# $D > 2$ the upper end hardly counts when $s$ is small, and $t \approx 1/(\eta\,(D-2)\, s^{D-2})$.
# With $\eta = 1/D$ that is the formula above.

# %% slide="skip"
def steps_of_chain(depth, s, limit=200_000):
    """Steps of rate 1/depth until w to the depth exceeds ½; NaN beyond the limit."""
    w = s
    for step in range(limit):
        if w**depth > 0.5:
            return step
        w -= (w**depth - 1) * w ** (depth - 1) / depth
    return np.nan


def derived(depth, s):
    """The same by the formula, from s to where w to the depth is ½."""
    end = 0.5 ** (1 / depth)
    if depth == 2:
        return 2 * np.log(end / s)
    return depth / (depth - 2) * (s ** (2 - depth) - end ** (2 - depth))

# %% slide="skip"
STARTS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
counted = {D: [steps_of_chain(D, s) for s in STARTS] for D in (2, 3, 5, 10)}
by_formula = {D: [derived(D, s) if np.isfinite(k) else np.nan for s, k in zip(STARTS, row, strict=True)]
              for D, row in counted.items()}

# %% slide="subslide"
pictures.chain_steps(STARTS, counted, by_formula,
                     "The deeper the chain, the more a small start costs")

# %% [markdown] slide="skip"
# Halving the start of a chain of 10 layers costs about $2^8 = 256$ times the steps; of one with two, a
# few steps more. (The points of the ten-layer chain that are missing would need more than 200,000.
# Where it takes only a few steps, the points lie off the lines: steps are not continuous.)
# A chain is not a network: it has one path, and no units that could differ. But it says what to
# look for: small starts should cost little in shallow nets, and much in deep ones.

# %% [markdown] slide="slide" name="own-rate" covers="S3.11"
# ## A fair race: each start at its own best rate
#
# For each start, ten rates from 0.005 to 5, a factor of 2 to 2.5 apart, and three more where the
# best is at an end. Two seeds choose: the **lowest training loss, averaged over all 600 steps**,
# wins. Those two seeds are then put aside.
#
# <!-- slide:
# Ten or more rates for each start; two seeds choose: the **lowest training loss, averaged over all 600 steps**.
# -->

# %% slide="skip"
header, kept = read_trials()                            # (start, activation, depth, norm, bias)
searches = {start_: (kept[start_, "relu", 5, False, 0.0].rates,
                     kept[start_, "relu", 5, False, 0.0].tried)
            for start_ in ("small", "PyTorch", "LeCun", "Xavier", "He")}

# %% slide="subslide"
pictures.rate_search(searches, "Five hidden layers of ReLU: the best rate depends on the start",
                     top=2.5)

# %% [markdown] slide="fragment"
# At a rate of 0.02 for both, He's start has a mean loss of 0.27 and PyTorch's default 2.30, as if it
# didn't train. At its own best rate, 0.5, the default gets to 0.61; but He's start diverges there.
#
# <!-- slide:
# At 0.02 the mean loss is 0.27 from He, 2.30 from the default; at 0.5, the default's best, 0.61, and He's start
# diverges.
# -->

# %% [markdown] slide="slide" name="steps-to-target"
# ## What does “fast” mean?
#
# **Steps to a target**: the number of steps after which the training loss is first at or below
# 0.5. A network that gives each digit the same probability has $\ln 10 = 2.3$.
#
# - The loss is taken on 256 training digits, always the same, so that it doesn't jump with the
#   batch: each step up to step 60, then each fourth.
# - After 600 steps of 32 digits, about 13 passes through the data, we stop. Then: **accuracy** on the 360
#   held-out digits.
# - *Never* means: in no run within 600 steps, at the best of our rates.
#
# <!-- slide:
# **Steps to a target**: until the training loss is first at or below 0.5. Guessing has $\ln 10 = 2.3$.
#
# - The loss is taken on the same 256 training digits.
# - After 600 steps: **accuracy** on 360 held-out digits.
# - *Never*: in no run within 600 steps.
# -->

# %% [markdown] slide="slide" name="study" covers="S1.3,S0.15"
# ## The study
#
# | | |
# |---|---|
# | starts | zero, constant 0.1, $N(0,1)$, small ($\sigma_w = 0.01$), PyTorch's default, LeCun, Xavier, He |
# | activations | tanh, sigmoid, ReLU |
# | hidden layers | 2, 5, 10, 20, of 64 units |
# | seeds | 8 for each network, 2 others to choose its rate |
# | training | plain gradient descent, batches of 32, no momentum |
#
# One seed gives all starts the same batches, so starts can be compared **in pairs**. An interval of
# 95 % is made so that 95 of 100 such intervals hold the true mean (Student's t, eight seeds; for
# steps and ratios, on their logarithms).

# %% [markdown] slide="skip"
# Every layer is drawn by the start's rule, the last one included; biases are 0, except for
# PyTorch's default, which draws its own. With 64 units in every layer, LeCun's and Xavier's hidden
# weights have the **same** variance, 1/64, and here they are the same numbers, seed by seed. The two
# differ in the last layer alone (1/64 against 2/74).

# %% slide="skip"
print(header["command"], "· seeds", header["seeds"], "· NumPy", header["numpy"])
print(len(kept), "networks;", sum(trial.at_edge for trial in kept.values()),
      "with their best rate at an end of those tried")

# %% [markdown] slide="subslide" name="live"
# ### A part of it, now
#
# Five ReLU layers, three starts, the seeds and rates of the study.

# %% slide="skip"
LOOKS = (*range(60), *range(60, 601, 4))
SEEDS = np.array(header["seeds"])


def runs_of(start_, seeds, activation="relu", depth=5):
    """The loss curves (seeds, looks) of a network of the study, at the rate that it found."""
    lr = kept[start_, activation, depth, False, 0.0].lr
    plan = Plan(start_, activation, depth)
    return train_runs(plan, digits, np.full(len(seeds), lr), seeds, LOOKS).loss


live = {start_: runs_of(start_, SEEDS) for start_ in ("PyTorch", "Xavier", "He")}

# %% slide="-"
pictures.learning(np.array(LOOKS), live, 0.5,
                  "Five ReLU layers, eight seeds, each start at its best rate")

# %% slide="subslide"
for start_, losses in live.items():
    print(f"{start_:8} now ", reached(np.array(LOOKS), losses, 0.5))
    print(f"{'':8} kept", kept[start_, "relu", 5, False, 0.0].steps["0.5"])

# %% [markdown] slide="slide" name="table" covers="E14"
# ## The table
#
# Steps to a training loss of 0.5, with their 95 % intervals.

# %% slide="skip"
DEPTHS, ACTIVATIONS = (2, 5, 10, 20), ("tanh", "sigmoid", "relu")
ALL = ("zero", "constant", "N(0, 1)", "small", "PyTorch", "LeCun", "Xavier", "He")


def cell(trial, best):
    """(steps, their interval, how good beside the best of the column); else how many arrived."""
    steps = trial.steps["0.5"]
    if typical_steps(steps) is None:
        some = sum(one is not None for one in steps)
        return ("–", f"{some} of 8" if some else "", 0.0)
    middle, low, high = typical_steps(steps)
    return f"{middle:.0f}", f"{low:.0f}–{high:.0f}", 1.0 if middle < 1.5 * best else 0.5

# %% slide="skip"
def best_of(activation, depth):
    """The fewest steps in a column, over the starts of which all seeds arrive."""
    every = [typical_steps(kept[s, activation, depth, False, 0.0].steps["0.5"]) for s in ALL]
    return min((one[0] for one in every if one), default=np.inf)


NOTE = "blue: within 1.5 times the column's best · –: not all 8 seeds arrive in 600 steps"
table = {activation: {s: [cell(kept[s, activation, d, False, 0.0], best_of(activation, d))
                          for d in DEPTHS] for s in ALL} for activation in ACTIVATIONS}

# %% slide="-"
pictures.study_table(table, DEPTHS, "Steps to a training loss of 0.5", NOTE)

# %% [markdown] slide="subslide"
# ### What the table says
#
# - **Two layers** of ReLU or tanh: PyTorch, LeCun, Xavier and He need less than 20 steps on average.
# - **Depth decides.** In 600 steps, with 20 ReLU layers only He arrives, with 20 tanh layers LeCun, Xavier and He.
# - **The sigmoid** reverses the order: with 5 and 10 layers only $N(0,1)$ arrives in time.
#
# The last contradicts two common claims: that Xavier's rule suits the sigmoid, and that $N(0,1)$
# suits no network.
#
# <!-- slide:
# - **Two layers** of ReLU or tanh: PyTorch, LeCun, Xavier, He need less than 20 steps on average.
# - **Depth decides:** 20 ReLU layers arrive only with He; 20 tanh layers with LeCun, Xavier, He.
# - **The sigmoid**, 5 and 10 layers: only $N(0,1)$, against two common claims.
# -->

# %% [markdown] slide="skip"
# A likely reason, which this study doesn't test: at 64 units $N(0,1)$ is eight times as large as
# LeCun's rule, and [lesson 04](04_xavier.ipynb) found that the sigmoid wants weights some four times as large. It is the
# width that makes $N(0,1)$ suitable here; with 1,000 units it would be 32 times as large.

# %% [markdown] slide="subslide" name="accuracy"
# ### Accuracy after 600 steps

# %% slide="skip"
def accuracy(trial):
    """(mean in percent, ± of the interval, how good: above 1, ½ or 0)"""
    middle, low, _ = mean_interval(trial.accuracy)
    return f"{100 * middle:.0f}", f"± {100 * (middle - low):.1f}", (middle >= 0.945) + (middle > 0.5) / 2


WORDS = "blue: 95 or more · grey: more than 50 · guessing: about 10 · 0: the numbers overflowed"
accuracies = {activation: {s: [accuracy(kept[s, activation, d, False, 0.0]) for d in DEPTHS]
                           for s in ALL} for activation in ACTIVATIONS}

# %% slide="-"
pictures.study_table(accuracies, DEPTHS, "Accuracy on 360 held-out digits (percent)", WORDS)

# %% [markdown] slide="subslide"
# ### What the accuracies say
#
# With two ReLU or tanh layers, PyTorch, LeCun, Xavier and He end within 0.4 points of one another,
# at 98 %. A single digit is 0.3 points. **Speed is not accuracy:** 20 tanh layers learn faster
# from He's weights than from Xavier's and are 1.3 points (0.3 to 2.3) *less* accurate.

# %% [markdown] slide="skip"
# That last comparison was picked out of many, so it was repeated with 16 seeds that nobody had used:
# again 1.3 points (0.8 to 1.8). And **to arrive is not to stay**: with five ReLU layers all eight runs of
# PyTorch's default pass the target, at the large rate that suits it, and two of them overflow later.
# Hence its 70 ± 36.

# %% [markdown] slide="slide" name="doubling" covers="E14,S0.16"
# ## Does it double the speed?
#
# Twice as fast **as what?** The ratio of steps, paired by seed: each start to the rule that the
# textbooks name for the activation. 1 is as fast; the dashed line is half as fast.

# %% slide="skip"
def ratio_to(reference, start_, activation, depth, norm=False):
    """(ratio, low, high) of the steps of a start to those of the reference; without one, in how
    many runs it arrived."""
    some, others = (kept[s, activation, depth, norm, 0.0].steps["0.5"] for s in (start_, reference))
    arrived = sum(one is not None for one in some)
    return paired_ratio(some, others) or (f"{arrived} of 8" if arrived else "never")


TEXTBOOK = {"relu": "He", "tanh": "Xavier"}
doubling = {f"{activation}, against {reference}": {
    f"{d} layers": {s: ratio_to(reference, s, activation, d)
                    for s in ("small", "PyTorch", "Xavier", "He") if s != reference}
    for d in (2, 5, 10)} for activation, reference in TEXTBOOK.items()}

# %% slide="-"
pictures.ratios(doubling, "A speed-up depends on the rival and on the depth", "ratio of steps, log scale")

# %% slide="subslide"
for name, rows in doubling.items():
    print(name)
    for layers, row in rows.items():
        told = [f"{s} " + (r if isinstance(r, str) else f"{r[0]:.1f} ({r[1]:.1f}–{r[2]:.1f})")
                for s, r in row.items()]
        print(f"  {layers:9}", ", ".join(told))

# %% [markdown] slide="fragment"
# - ReLU against PyTorch's default: 2.4 times with 2 layers, 5.5 with 5; then no number, as the
#   default never arrives.
# - ReLU against Xavier: 1.1 (0.9 to 1.3), 1.2 (1.0 to 1.4) and 3.6.
# - tanh: Xavier is *not* the fastest. He's weights, with twice the variance, need 0.68 times the
#   steps with 10 layers.
# - The target counts, too: to a loss of 0.1, two ReLU layers need 1.4 times as many, not 2.4.
#
# "Double" is one number out of many.
#
# <!-- slide:
# - ReLU: from 1.1 times He's steps to never.
# - tanh: Xavier is *not* the fastest; He needs 0.68 times its steps with 10 layers.
# - To a loss of 0.1, two ReLU layers: 1.4 times, not 2.4.
#
# “Double” is one number out of many.
# -->

# %% [markdown] slide="skip"
# Why would He's weights suit tanh? [Lesson 05b](05b_gains.ipynb)'s gain for tanh is 1.59, the one that keeps the mean
# square of a signal of size 1, and $\sqrt2$ is nearer to it than Xavier's 1. That is a reason to
# look for one, not a proof: the study compares starts, not gains.

# %% [markdown] slide="slide" name="norm"
# ## And with normalization?
#
# **Layer normalization** (Ba, Kiros and Hinton 2016) sets the size of each layer's sums at every
# step, for each example: subtract the mean over the units, divide by their standard deviation.
# Then add the bias, then the activation. (The paper also learns a factor for each unit; the
# study leaves it out.)
#
# <!-- slide:
# **Layer normalization** sets the size of each layer's sums at every step, for each example: subtract the mean
# over the units, divide by their standard deviation. Then add the bias, then the activation.
# -->

# %% slide="-"
z = np.array([[1.0, 2.0, 6.0], [-10.0, 0.0, 40.0]])     # two examples, three units
normal, scale = layer_norm(z)
print(normal.round(2))
grad = np.array([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]])
print("going back:", layer_norm_back(grad, normal, scale).round(4))

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: layer normalization, forward and back.** Both are three lines in `initlab/stacked.py`:
#
# ```python
# def layer_norm(z):
#     centred = z - z.mean(axis=-1, keepdims=True)
#     scale = 1 / np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + 1e-5)
#     return centred * scale, scale
#
# def layer_norm_back(grad, normal, scale):
#     along = np.mean(grad * normal, axis=-1, keepdims=True)
#     return scale * (grad - grad.mean(axis=-1, keepdims=True) - normal * along)
# ```
#
# Going back, a gradient that is the same for all units vanishes (first row: it would only move the
# mean, which is subtracted again). So does the part that would only change the size. What remains is
# divided by the standard deviation of the sums: the larger the weights, the smaller their gradient.

# %% slide="skip"
def both(activation):
    """For each start, ten layers deep: ratio of steps to the textbook's, without and with norm."""
    rows = {}
    for s in ("N(0, 1)", "small", "PyTorch", "LeCun", "Xavier", "He"):
        rows[s] = {}
        for norm in (False, True):
            rows[s]["layer norm" if norm else "without"] = ratio_to(
                TEXTBOOK[activation], s, activation, 10, norm)
    return rows


normed = {f"{a}, against {TEXTBOOK[a]}": both(a) for a in ("relu", "tanh")}

# %% slide="subslide"
pictures.ratios(normed, "Ten layers: normalization narrows the field",
                "ratio of steps, log scale")

# %% [markdown] slide="fragment"
# - ReLU: LeCun and Xavier now lie within 20 % of He. $N(0,1)$, which overflows without, needs 2.5
#   times He's steps, PyTorch's default 1.7 times. The small start arrives in 6 of 8 runs.
# - **It narrows the field and does not close it.** And it is no cure for ten sigmoid layers: in 600
#   steps none of the eight starts arrives with it.
#
# <!-- slide:
# - ReLU: LeCun and Xavier lie within 20 % of He; $N(0,1)$ needs 2.5 times the steps, the default 1.7.
# - **It narrows the field and does not close it:** none of the starts saves ten sigmoid layers.
# -->

# %% [markdown] slide="slide" name="biases"
# ## Biases of 0.01?
#
# It is said that biases are *sometimes* set to a small value such as 0.01. The same networks,
# hidden biases starting at 0.01 instead of 0, each at its own best rate; steps to a loss of 0.1,
# which takes longer and so shows smaller differences.
#
# <!-- slide:
# Hidden biases of 0.01 instead of 0; steps to a loss of 0.1:
# -->

# %% slide="-"
biased = {}
for activation, rule in (("relu", "He"), ("tanh", "Xavier")):
    for depth in (2, 5, 10):
        some, none = (kept[rule, activation, depth, False, b].steps["0.1"] for b in (0.01, 0.0))
        biased[activation, depth] = paired_ratio(some, none)
        print(f"{activation:5} {rule:7} {depth:2} layers: ratio of steps",
              "{:.2f} ({:.2f}–{:.2f})".format(*biased[activation, depth]))

# %% [markdown] slide="fragment" covers="E16,S1.11"
# All six intervals hold 1: no gain from 0.01, and no harm, that eight seeds could show. (With five
# and ten sigmoid layers, neither arrives.)
#
# <!-- slide:
# All six intervals hold 1: no gain, no harm that eight seeds could show.
# -->

# %% [markdown] slide="slide" name="again"
# ## Once more, with other seeds
#
# A result must not depend on its seeds. Here is half of the study again, ReLU and tanh, up to 10
# layers, with ten other seeds: the rates are searched anew, too.

# %% slide="skip"
_, again = read_trials("training_study_again")
both_runs = {key: (typical_steps(kept[key].steps["0.5"]), typical_steps(trial.steps["0.5"]))
             for key, trial in again.items()}
pairs = {key: pair for key, pair in both_runs.items() if all(pair)}
apart = [key for key, (a, b) in pairs.items() if a[1] > b[2] or b[1] > a[2]]

# %% slide="-"
pictures.rerun(list(pairs.values()),
               f"{len(pairs) - len(apart)} of {len(pairs)} intervals overlap")

# %% slide="subslide"
for key in apart:
    for run, trials in (("study", kept), ("again", again)):
        print(f"{key[0]}, {key[1]}, {key[2]} layers{', layer norm' * key[3]}; {run}:",
              "{:.0f} ({:.0f}–{:.0f}) steps".format(*typical_steps(trials[key].steps["0.5"])),
              "at the rate", trials[key].lr)

# %% [markdown] slide="fragment"
# Two are apart, and in both the two seeds that choose the rate chose a **neighbouring rate**. So the
# intervals cover the eight seeds, and **not the choice of the rate**. Ratios move with it: the
# default's 5.5 for five ReLU layers becomes 7.9, Xavier's 3.6 for ten becomes 2.3. Starts that differ
# by a factor of 2 keep their order; nearer ones need not: LeCun and Xavier change places at ten layers.
#
# <!-- slide:
# Two are apart: their seeds chose a **neighbouring rate**. The intervals do **not cover the choice of the rate**.
#
# - The default's 5.5 becomes 7.9; Xavier's 3.6 becomes 2.3.
# - Starts that differ by a factor of 2 keep their order.
# -->

# %% [markdown] slide="skip" tags=["deeper"]
# **Going deeper: the other numbers of the second run.** An overlap is a mild test: two 95 % intervals of the same quantity nearly always overlap. The other
# ratios of the second run: default against He, 2 layers, 2.1; tanh, He against Xavier, ten layers,
# 0.78; with layer normalization $N(0,1)$ 2.2 and the default 1.2 times He's steps, and Xavier 0.89,
# as He's rate is now the smaller one. Of the six intervals for biases, one leaves out 1, barely (1.19,
# 1.005 to 1.41): there the two runs that it compares have different rates. Eight more seeds, at the
# study's rate:

# %% slide="skip" tags=["deeper"]
fresh = reached(np.array(LOOKS), runs_of("He", np.arange(900, 908)), 0.5)
print("He, five ReLU layers, eight seeds that nobody has used: {:.0f} ({:.0f}–{:.0f}) steps;"
      .format(*typical_steps(fresh)),
      "kept: {:.0f} ({:.0f}–{:.0f})".format(*typical_steps(kept["He", "relu", 5, False, 0.0].steps["0.5"])))

# %% [markdown] slide="slide" name="claims" covers="E14,S0.15,S0.16,S1.3"
# ## Common claims, judged
#
# | claim | in this study |
# |---|---|
# | the right choice doubles training speed | ReLU with He: 1.1 to 14 times, or no number, by rival and depth |
# | … and makes the network more accurate | 2 layers: PyTorch, LeCun, Xavier and He are alike; $N(0,1)$ arrives as well and is 4 to 6 points behind |
# | … converges quickly and reliably | ReLU with He: all seeds, each depth; but 20 layers take 28 times the steps of 2 |
# | Xavier for tanh, He for ReLU | ReLU: yes, plainly from 10 layers on. tanh: He's weights were faster from 5 on |
# | weights that are too small: slow | 2 layers: 9 and 14 times the steps; 5 layers: not in 600 |
# | $N(0,1)$ never trains | the only start that arrives with 5 and 10 sigmoid layers |

# %% [markdown] slide="slide" name="recap"
# ## Recap: the opening question, answered
#
# | hidden layers (ReLU) | He | PyTorch's default | ratio | with other seeds |
# |---|---|---|---|---|
# | 2 | 8 steps | 19 | 2.4 (1.9 to 3.0) | 2.1 (1.9 to 2.4) |
# | 5 | 26 | 145 | 5.5 (4.2 to 7.3) | 7.9 (6.6 to 9.4) |
# | 10 | 65 | not in 600 | – | – |

# %% [markdown] slide="subslide" name="take-home"
# ### To take along
#
# - A speed-up is a **ratio**: of what to what, to which loss, at which depth, each at which rate?
# - A rate undoes a common scale. It can't undo unequal scales, nor depth.
# - The deeper the network, the more the start counts. Normalization narrows the field.

# %% [markdown] slide="skip"
# *What the study can't tell.* Anything about Adam or momentum, convolutions, other widths or data.
# What happens after 600 steps: "never" may be "late" (PyTorch's default with ten tanh layers arrives in
# 7 of 8 runs of the study and in all of the second). LeCun against Xavier: their hidden weights are
# the same numbers here, seed by seed, so what differs is the last layer. Differences of a few tens of
# percent between starts whose best rates differ: the grid's rates lie a factor of 2 to 2.5 apart, and
# so LeCun's 185 steps beside Xavier's 235, ReLU, 10 layers, may be the grid's doing; the second run has
# Xavier at 168. He and
# co-authors (2015, section 2.2) also report that, where both starts train, neither is clearly more
# accurate.
#
# *What would have refuted it?* Ratios near 1 at every depth; with other seeds, another order of starts
# that differ by more than a factor of 2; points of the chain off their lines where it takes 100 steps.
#
# **Repeat it:** `python -m benchmarks.training_study --into mine.jsonl`, all of it or a part (`--help`
# says how); a run that was stopped goes on where it was.
#
# **Where next?** The [assignment `training`](../assignments/training/training.ipynb): the loop of your own, checked against finite
# differences, and a claim that you measure. [Lesson 07](07_debugging.ipynb) is about networks that hardly train;
# [lesson 09](09_orthogonal.ipynb) asks for weights that keep the length of every direction.
#
# *Sources.* X. Glorot and Y. Bengio 2010 · K. He, X. Zhang, S. Ren and J. Sun 2015, section 2.2 · J.
# Ba, J. Kiros and G. Hinton, *Layer normalization*, 2016 · Y. LeCun, L. Bottou, G. Orr and K.-R.
# Müller, *Efficient BackProp*, 1998, section 5 (curvature and learning rates) · A. Saxe, J. McClelland
# and S. Ganguli, *Exact solutions to the nonlinear dynamics of learning in deep linear neural
# networks*, 2014 (the chain) · Digits: E. Alpaydin and C. Kaynak 1998, DOI 10.24432/C50P49.
