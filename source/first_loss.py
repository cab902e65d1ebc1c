# %% [markdown] name="intro"
# # The first loss: know it before you run it
#
# To check an untrained network costs one forward pass, if you know which loss should come out. In this assignment you compute that loss, step by step, and then measure it for logits of any size.
#
# It goes with [lesson 00](../../notebooks/00_first_loss.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("loss_of")`, in a cell of your own, gives a hint; each further call gives the next one. Logarithms are natural ones.
#
# | exercise | points |
# |---|---|
# | 1 · `loss_of`: an example's loss 2, with large logits 1 | 3 |
# | 2 · `expected_initial_loss` | 2 |
# | 3 · `small_logits_loss` | 2 |
# | 4 · `loss_at_init` | 4 |
# | 5 · `prior_bias` | 2 |
# | 6 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, failed, fresh_rng
from initlab.samples import uses_rng
from initlab.slips import known

# %% test="first-loss-oracle" points=0
# The grader's own tools: the softmax by its definition, in exact steps, and a mean by integration.
### BEGIN HIDDEN TESTS
from fractions import Fraction

def log_sum(z):
    """ln Σ e^z, with the largest term taken out."""
    z = np.asarray(z, dtype=float)
    return float(z.max() + np.log(np.sum(np.exp(z - z.max()))))

def mean_max(std, classes):
    """E max(z + G) over the classes for normal z and Gumbel G: it is E ln Σ e^z plus a constant."""
    u = np.linspace(-8, 8, 401)
    weight = np.exp(-u**2 / 2)
    t = np.linspace(-9 * std - 5, 9 * std + 40, 2001)
    below = (weight @ np.exp(-np.exp(std * u[:, None] - t)) / weight.sum()) ** classes
    return float(np.sum((t[1:] + t[:-1]) / 2 * np.diff(below)))

def mean_loss(std, classes):
    return mean_max(std, classes) - mean_max(0.0, classes) + float(np.log(classes))

def largest(std, classes):
    """The mean of the largest of so many normal numbers."""
    t = np.linspace(-9, 9, 20001)
    cdf = np.cumsum(np.exp(-t**2 / 2))
    cdf = (cdf / cdf[-1]) ** classes
    return float(std * np.sum((t[1:] + t[:-1]) / 2 * np.diff(cdf)))

def scatter(std, classes):
    """The standard deviation of one example's loss, from 50 000 draws."""
    z = np.random.default_rng(0).normal(0, std, (50_000, classes))
    top = z.max(axis=1)
    return float((top + np.log(np.exp(z - top[:, None]).sum(axis=1)) - z[:, 0]).std())
### END HIDDEN TESTS

# %% [markdown] name="ex-loss-of"
# ## 1 · The loss of one example
#
# Softmax turns the logits into probabilities, $p_k = e^{z_k} / \sum_j e^{z_j}$, and cross-entropy is minus the logarithm of the probability of the right class. About 3 lines.
#
# The second check uses large logits. $e^{1000}$ is more than a computer's number can hold, but the probabilities do not change when the same number is subtracted from all logits.

# %% solution="loss_of"
def loss_of(logits, label):
    """The cross-entropy of one example, a float.

    logits: (C,) float array
    label: int, the index of the right class
    """
    ### BEGIN SOLUTION
    z = logits - np.max(logits)
    return np.log(np.sum(np.exp(z))) - z[label]
    ### END SOLUTION

# %% test="loss-of-check" points=2 lesson="00_first_loss#cross-entropy"
# p = (0.5, 0.25, 0.25) by hand: the losses are ln 2, ln 4, ln 4
agree(
    loss_of,
    on=[call(np.log([2.0, 1.0, 1.0]), 0), call(np.log([2.0, 1.0, 1.0]), 2), call(np.array([3.0, 3.0]), 1)],
    expected=[0.6931471805599453, 1.3862943611198906, 0.6931471805599453],
    slips=known("loss-of-check"),
)
### BEGIN HIDDEN TESTS
def wrong_loss(change):
    """From the probabilities, the logits and the label to something else than the loss."""
    def function(logits, label):
        p = np.exp(np.asarray(logits) - log_sum(logits))
        return float(change(p, np.asarray(logits), label))
    return function

rng = fresh_rng()
cases = [call(rng.normal(0, 2, classes), int(rng.integers(classes))) for classes in (3, 10, 2, 7)]
agree(
    loss_of, on=cases, expected=lambda z, y: log_sum(z) - float(z[y]),
    slips={
        "loss-no-minus": wrong_loss(lambda p, z, y: np.log(p[y])),
        "loss-probability": wrong_loss(lambda p, z, y: p[y]),
        "loss-probability/rest": wrong_loss(lambda p, z, y: 1 - p[y]),
        "loss-base": wrong_loss(lambda p, z, y: -np.log2(p[y])),
        "loss-base/10": wrong_loss(lambda p, z, y: -np.log10(p[y])),
        "loss-no-softmax": wrong_loss(lambda p, z, y: -z[y]),
        "loss-all-classes": wrong_loss(lambda p, z, y: -np.sum(np.log(p))),
        "loss-all-classes/mean": wrong_loss(lambda p, z, y: -np.mean(np.log(p))),
        "loss-softmax-twice": wrong_loss(lambda p, z, y: log_sum(p) - p[y]),
        "loss-entropy": wrong_loss(lambda p, z, y: -np.sum(p * np.log(p))),
    },
)
### END HIDDEN TESTS

# %% test="loss-of-large" points=1 lesson="00_first_loss#cross-entropy"
agree(
    loss_of,
    on=[call(np.array([1000.0, 0.0]), 1), call(np.array([1000.0, 0.0]), 0), call(np.array([-800.0, -800.0]), 0)],
    expected=[1000.0, 0.0, 0.6931471805599453],
    slips=known("loss-of-large"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
shift = float(rng.uniform(900, 1200))
z = rng.normal(0, 2, 5)
agree(loss_of, on=[call(z + shift, 1), call(z - shift, 3), call(100 * z, 2),
                   call(2 * shift * np.eye(3)[0], 2)],  # too far apart for any shift but the largest
      expected=lambda z, y: log_sum(z) - float(z[y]))
### END HIDDEN TESTS

# %% [markdown] name="ex-expected"
# ## 2 · What an undecided network should show
#
# All logits are equal, whatever their value. About 1 line.

# %% solution="expected_initial_loss"
def expected_initial_loss(n_classes):
    """The cross-entropy of a network that gives each of n_classes classes the same probability."""
    ### BEGIN SOLUTION
    return np.log(n_classes)
    ### END SOLUTION

# %% test="expected-check" points=2 lesson="00_first_loss#ln-c"
# e is about 2.71828, so ln 10 = 2.302585…: between 2 and 3
agree(
    expected_initial_loss,
    on=[call(10), call(2), call(1000)],
    expected=[2.302585092994046, 0.6931471805599453, 6.907755278982137],
    slips=known("expected-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
agree(
    expected_initial_loss,
    on=[call(int(c)) for c in rng.choice(np.arange(3, 500), 3, replace=False)],
    expected=lambda c: log_sum(np.zeros(c)),
    slips={
        "loss-no-minus": lambda c: -log_sum(np.zeros(c)),
        "loss-probability": lambda c: 1 / c,
        "loss-probability/rest": lambda c: 1 - 1 / c,
        "loss-base": lambda c: float(np.log2(c)),
        "loss-base/10": lambda c: float(np.log10(c)),
        "loss-two-classes": lambda c: float(np.log(2)),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-small"
# ## 3 · Small logits cost little
#
# The logits are independent, with mean 0 and a small standard deviation $\sigma_z$. Expand $\ln \sum_k e^{z_k}$ to the second order and take the mean, as in the lesson. About 1 line.

# %% solution="small_logits_loss"
def small_logits_loss(logit_std, n_classes):
    """The mean first loss for independent logits of a small standard deviation, to second order."""
    ### BEGIN SOLUTION
    return np.log(n_classes) + logit_std**2 / 2 * (1 - 1 / n_classes)
    ### END SOLUTION

# %% test="small-check" points=2 lesson="00_first_loss#logit-std"
# by hand for C = 2 and std 0.2: ln 2 + 0.02 · (1 - 1/2) = ln 2 + 0.01
agree(
    small_logits_loss,
    on=[call(0.2, 2), call(0.0, 10), call(0.4, 10)],
    expected=[0.7031471805599453, 2.302585092994046, 2.374585092994046],
    slips=known("small-check"),
)
### BEGIN HIDDEN TESTS
def wrong_small(change):
    return lambda std, c: float(np.log(c) + change(std, c))

rng = fresh_rng()
agree(
    small_logits_loss,
    on=[call(float(rng.uniform(0.1, 0.5)), int(rng.integers(3, 40))) for _ in range(4)],
    expected=lambda std, c: log_sum(np.zeros(c)) + float(  # ½σ²(1 − 1/C) in exact fractions
        Fraction(std) * Fraction(std) * Fraction(c - 1, 2 * c)),
    slips={
        "small-no-half": wrong_small(lambda std, c: std**2 * (1 - 1 / c)),
        "small-std": wrong_small(lambda std, c: std / 2 * (1 - 1 / c)),
        "small-no-mean": wrong_small(lambda std, c: std**2 / 2),
        "small-mean-added": wrong_small(lambda std, c: std**2 / 2 * (1 + 1 / c)),
        "small-only": lambda std, c: std**2 / 2 * (1 - 1 / c),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-at-init"
# ## 4 · Measure it for logits of any size
#
# Now the logits are independent normal numbers with mean 0 and standard deviation `logit_std`, of any size. Draw `n` examples, each with its own logits, and average their losses. The network has seen no label, so it makes no difference which class is right: take the first, or draw one for each example.
#
# About 4 lines; take all chance from `rng`. Your mean will differ from the truth by chance: the check allows seven standard errors.

# %% solution="loss_at_init"
def loss_at_init(logit_std, n_classes, rng, n=10_000):
    """The mean cross-entropy of n examples with independent normal logits, a float.

    logit_std: float, the standard deviation of each logit
    n_classes: int
    rng: np.random.Generator, the only source of chance
    n: int, how many examples to draw
    """
    ### BEGIN SOLUTION
    z = rng.normal(0, logit_std, (n, n_classes))
    top = z.max(axis=1)
    log_sums = top + np.log(np.exp(z - top[:, None]).sum(axis=1))
    return np.mean(log_sums - z[:, 0])
    ### END SOLUTION

# %% test="at-init-check" points=4 lesson="00_first_loss#standard-error"
# with std 0 all logits are 0, and the loss is ln 10 exactly
agree(
    loss_at_init,
    on=[call(0.0, 10, np.random.default_rng(0), n=2000)],
    expected=[2.302585092994046],
    slips=known("at-init-zero"),
    rtol=0.0, atol=0.16,
)
# the lesson's curve at std 2; one example's loss scatters by 2.1 there
agree(
    loss_at_init,
    on=[call(2.0, 10, np.random.default_rng(1), n=20_000)],
    expected=[3.7730],
    slips=known("at-init-check"),
    rtol=0.0, atol=7 * 2.1 / 20_000**0.5,
)
uses_rng(loss_at_init, on=[call(2.0, 10, np.random.default_rng(1), n=1000)])
### BEGIN HIDDEN TESTS
def wrong_mean(change):
    return lambda std, c, rng, n: float(change(std, c, n))

rng = fresh_rng()
sizes = [(float(rng.uniform(1.4, 1.7)), int(rng.integers(8, 13))),
         (float(rng.uniform(2.8, 3.4)), int(rng.integers(4, 7)))]
agree(
    loss_at_init,
    on=[call(std, c, np.random.default_rng(rng.integers(2**32)), n=40_000) for std, c in sizes],
    expected=lambda std, c, rng, n: mean_loss(std, c),
    slips={
        "at-init-variance": wrong_mean(lambda std, c, n: mean_loss(std**2, c)),
        "at-init-variance/root": wrong_mean(lambda std, c, n: mean_loss(std**0.5, c)),
        "at-init-std-ignored": wrong_mean(lambda std, c, n: mean_loss(1.0, c)),
        "at-init-mean-first": wrong_mean(lambda std, c, n: np.log(c)),
        "at-init-best-class": wrong_mean(lambda std, c, n: mean_loss(std, c) - largest(std, c)),
        "at-init-estimate": wrong_mean(lambda std, c, n: np.log(c) + std**2 / 2 * (1 - 1 / c)),
        "loss-no-minus": wrong_mean(lambda std, c, n: -mean_loss(std, c)),
        "loss-base": wrong_mean(lambda std, c, n: mean_loss(std, c) / np.log(2)),
        "loss-base/10": wrong_mean(lambda std, c, n: mean_loss(std, c) / np.log(10)),
    },
    rtol=0.0, atol=[7 * scatter(*size) / 40_000**0.5 for size in sizes],
)

# A mean of n draws scatters like 1/√n: 60 answers with n = 20 ten times as much as 60 with n = 2000,
# however an example's loss is averaged. The logarithm of that ratio has the standard error 0.13.
spread = [np.std([float(loss_at_init(1.5, 10, np.random.default_rng(rng.integers(2**32)), n=n))
                  for _ in range(60)]) for n in (20, 2000)]
if not 4 < spread[0] / max(spread[1], 1e-300) < 25:
    raise failed(
        loss_at_init, call(1.5, 10, rng, n=20),
        f"over 60 calls a scatter of {spread[0]:.3f}, and of {spread[1]:.3f} with n=2000",
        "ten times the scatter with a hundredth of the examples", "at-init-n-ignored")
### END HIDDEN TESTS

# %% [markdown] name="ex-prior"
# ## 5 · Say what you know: the last layer's bias
#
# The classes are not equally common, and you know their frequencies. Choose the bias of the last layer so that, with all its weights at zero, the network's probabilities *are* the frequencies. About 1 line. (There is more than one right answer: a number added to all biases changes nothing, so what is checked is the softmax of what you return.)

# %% solution="prior_bias"
def prior_bias(frequencies):
    """The bias (C,) of the last layer, as a float array; its softmax gives the frequencies back.

    frequencies: (C,) float array, positive, with sum 1
    """
    ### BEGIN SOLUTION
    return np.log(frequencies)
    ### END SOLUTION

# %% test="prior-check" points=2 lesson="00_first_loss#unequal-classes"
def softmax_of_prior_bias(frequencies):
    bias = prior_bias(frequencies)
    if bias is None or bias is ...:
        return None
    bias = np.asarray(bias, dtype=float)
    powers = np.exp(bias - bias.max())  # a number added to all biases changes nothing
    return powers / powers.sum()

agree(
    softmax_of_prior_bias,
    on=[call(np.array([0.99, 0.01])), call(np.array([0.5, 0.25, 0.25]))],
    expected=[np.array([0.99, 0.01]), np.array([0.5, 0.25, 0.25])],
    slips=known("prior-check"),
)
### BEGIN HIDDEN TESTS
def softmax_by_sums(z):
    z = np.asarray(z, dtype=float)
    return np.array([np.exp(one - log_sum(z)) for one in z])

rng = fresh_rng()
agree(
    softmax_of_prior_bias,
    on=[call(rng.dirichlet(np.full(classes, 3.0))) for classes in (2, 3, 6)],
    expected=lambda f: f,
    slips={
        "prior-frequencies": softmax_by_sums,
        "prior-minus": lambda f: softmax_by_sums(-np.log(f)),
        "prior-base": lambda f: softmax_by_sums(np.log2(f)),
        "prior-base/10": lambda f: softmax_by_sums(np.log10(f)),
        "prior-zero": lambda f: np.full(len(f), 1 / len(f)),
        "prior-odds": lambda f: softmax_by_sums(np.log(f / (1 - f))),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-reading"
# ## 6 · In your own words
#
# A colleague has built a classifier for 1 000 classes. Before any training its loss is 27.6. "Random weights give a random loss," she says, "it will come down." In four to eight sentences: which number would you expect and why, what does 27.6 say about the logits, and what do you check first? And if the number had been exactly right: what would that *not* have told you?

# %% [markdown] manual="reading-the-loss" points=4 lesson="00_first_loss#reading"
# **Exemplary answer.** A network that knows nothing should give each of the 1 000 classes the probability 1/1000, so its loss should be ln 1000 = 6.9, and with logits of standard deviation 1 about half a unit more. The loss is random, but its mean is not: it is never below ln C, and it grows with the size of the logits, in proportion when they are large. 27.6 is 20.7 above ln C: on average the right class got a probability of e^−27.6, about 10⁻¹², so the network is very sure, and wrong. The largest of 1 000 normal numbers lies at about 3.2 standard deviations, so the logits have a standard deviation of 8 or 9 instead of 1. I would first look at the scale of the inputs (pixels from 0 to 255?), then at the weights' scale layer by layer, and whether the loss is a mean over the batch (27.6 is 4 · 6.9: a batch of 4, summed, would give this very number). Had it been 6.9 exactly, that would only have cleared the network of logits that are too large: weights that are far too small give the same first loss, as does a network whose outputs are all zero, and neither need learn anything.
#
# **Mark scheme.** 1 point: ln 1000 ≈ 6.9, from equal probabilities. 1 point: 27.6 means that the logits are too large, sure without a reason (a number for their size is welcome and not needed), or that the loss was summed over a batch of four. 1 point: a concrete first check (input scale, weight scale by layer, mean or sum). 1 point: the check works one way only; names a fault that passes it (too small, dead, softmax twice).
