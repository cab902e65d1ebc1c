# %% [markdown] name="intro"
# # Signals: what a layer does to their size
#
# The whole course rests on one formula: the variance of a weighted sum. In this assignment you derive it from a single product, raise it to the power of the depth, and then measure whether a deep net follows it.
#
# It goes with [lesson 01](../../notebooks/01_signals.ipynb). Replace each `...  # your code here` by your own code; under each exercise is a check that you can run as often as you like. It prints ✓ when it passes. Your work is also checked on cases that you don't see, drawn afresh for each grading. Stuck? `import initlab; initlab.hint("product_variance")`, in a cell of your own, gives a hint; each further call gives the next one.
#
# | exercise | points |
# |---|---|
# | 1 · `product_variance` | 2 |
# | 2 · `weighted_sum_variance` | 3 |
# | 3 · `rms_after` | 2 |
# | 4 · `signal_std` | 4 |
# | 5 · `error_factor` | 3 |
# | 6 · in your own words | 4 |

# %% locked="setup"
import numpy as np

from initlab.checks import agree, call, failed, fresh_rng
from initlab.samples import uses_rng
from initlab.slips import known

# %% test="signals-oracle" points=0
# The grader's own tools: distributions of a few values, and the variance over every outcome.
### BEGIN HIDDEN TESTS
import itertools
import math

def law(rng, values=3):
    """A distribution of so many values, far from 0 mean and from any symmetry: [(probability, value), …]."""
    chances = rng.dirichlet(np.full(values, 4.0))
    return list(zip(chances, rng.choice([-1, 1]) * (np.arange(values) * 1.5 + rng.uniform(0.5, 2, values))))

def mean_and_variance(law):
    mean = sum(p * v for p, v in law)
    return float(mean), float(sum(p * (v - mean) ** 2 for p, v in law))

def over_all_outcomes(law_w, law_x, n):
    """Var of the sum of n products, from each of the outcomes and its probability."""
    one = [(p * s, w * x) for p, w in law_w for s, x in law_x]
    sums = [(math.prod(p for p, _ in terms), sum(v for _, v in terms))
            for terms in itertools.product(one, repeat=n)]
    return mean_and_variance(sums)[1]

def layer_by_layer(depth, n, weight_std):
    """The mean square, n terms added up in each layer; the root at the end."""
    square = 1.0
    for _ in range(depth):
        square = math.fsum(weight_std * weight_std * square for _ in range(n))
    return math.sqrt(square)

def wrong_sum(change):
    """A wrong weighted_sum_variance; with four arguments, a wrong product_variance."""
    def function(*args):
        n, m, v, M, V = args if len(args) == 5 else (1, *args)
        return float(change(n, m, v, M, V))
    return function

WRONG_SUMS = {
    "sum-mean-x-ignored": wrong_sum(lambda n, m, v, M, V: n * (m**2 * V + v * V)),
    "sum-mean-w-ignored": wrong_sum(lambda n, m, v, M, V: n * (M**2 * v + v * V)),
    "sum-means-ignored": wrong_sum(lambda n, m, v, M, V: n * v * V),
    "sum-no-product": wrong_sum(lambda n, m, v, M, V: n * (m**2 * V + M**2 * v)),
    "sum-mean-not-squared": wrong_sum(lambda n, m, v, M, V: n * (m * V + M * v + v * V)),
    "sum-mean-not-squared/abs": wrong_sum(
        lambda n, m, v, M, V: n * (abs(m) * V + abs(M) * v + v * V)),
    "sum-second-moment": wrong_sum(lambda n, m, v, M, V: n * (v + m**2) * (V + M**2)),
    "sum-means-crossed": wrong_sum(lambda n, m, v, M, V: n * (m**2 * v + M**2 * V + v * V)),
    "sum-std": wrong_sum(lambda n, m, v, M, V: (n * (m**2 * V + M**2 * v + v * V)) ** 0.5),
    "sum-variance-squared": wrong_sum(
        lambda n, m, v, M, V: n * (m**2 * V**2 + M**2 * v**2 + v**2 * V**2)),
}
WRONG_NS = {
    "sum-no-n": wrong_sum(lambda n, m, v, M, V: m**2 * V + M**2 * v + v * V),
    "sum-n-squared": wrong_sum(lambda n, m, v, M, V: n**2 * (m**2 * V + M**2 * v + v * V)),
    "sum-root-n": wrong_sum(lambda n, m, v, M, V: n**0.5 * (m**2 * V + M**2 * v + v * V)),
    "sum-mean-of-terms": wrong_sum(lambda n, m, v, M, V: (m**2 * V + M**2 * v + v * V) / n),
}
### END HIDDEN TESTS

# %% [markdown] name="ex-product"
# ## 1 · One term
#
# A weight $w$ and an input $x$ are random and independent of each other. You know the mean and the variance of each. What is the variance of $w x$?
#
# Start from $\operatorname{Var} y = E[y^2] - E[y]^2$, and use that means of independent factors multiply. About 1 line.

# %% solution="product_variance"
def product_variance(mean_w, var_w, mean_x, var_x):
    """The variance of w·x, a float, for independent w and x."""
    ### BEGIN SOLUTION
    return mean_w**2 * var_x + mean_x**2 * var_w + var_w * var_x
    ### END SOLUTION

# %% test="product-check" points=2 lesson="01_signals#one-term"
# by hand: w is 1 or 5 (mean 3, variance 4), x is 1 or 3 (mean 2, variance 1); the four products
# 1, 3, 5, 15 have mean 6 and mean square 65, so variance 65 - 36 = 29
agree(
    product_variance,
    on=[call(3.0, 4.0, 2.0, 1.0), call(0.0, 2.0, 0.0, 5.0)],
    expected=[29.0, 10.0],
    slips=known("product-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
laws = [(law(rng), law(rng)) for _ in range(4)]
agree(
    product_variance,
    on=[call(*mean_and_variance(w), *mean_and_variance(x)) for w, x in laws],
    expected=[over_all_outcomes(w, x, 1) for w, x in laws],
    slips=WRONG_SUMS,
)
### END HIDDEN TESTS

# %% [markdown] name="ex-sum"
# ## 2 · The sum of n terms
#
# $z = \sum_{i=1}^{n} w_i x_i$; all weights and inputs are independent. All weights have the same mean and variance, and so have all inputs. About 1 line.

# %% solution="weighted_sum_variance"
def weighted_sum_variance(n, mean_w, var_w, mean_x, var_x):
    """The variance of the sum of n products w·x, a float; all factors are independent.

    n: int, the number of terms
    """
    ### BEGIN SOLUTION
    return n * (mean_w**2 * var_x + mean_x**2 * var_w + var_w * var_x)
    ### END SOLUTION

# %% test="sum-check" points=3 lesson="01_signals#weighted-sum"
# ten of the products above; and 512 weights of N(0, 1) on inputs of N(0, 1)
agree(
    weighted_sum_variance,
    on=[call(10, 3.0, 4.0, 2.0, 1.0), call(512, 0.0, 1.0, 0.0, 1.0)],
    expected=[290.0, 512.0],
    slips=known("sum-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
laws = [(law(rng), law(rng), n) for n in (2, 3, 3)]
agree(
    weighted_sum_variance,
    on=[call(n, *mean_and_variance(w), *mean_and_variance(x)) for w, x, n in laws],
    expected=[over_all_outcomes(w, x, n) for w, x, n in laws],
    slips={**WRONG_SUMS, **WRONG_NS},
)
### END HIDDEN TESTS

# %% [markdown] name="ex-rms-after"
# ## 3 · Depth
#
# Every layer has n inputs and n units, no bias and no activation; its weights have mean 0 and the standard deviation `weight_std`. A signal of rms 1 comes in. What rms does your formula predict after `depth` layers? About 1 line.

# %% solution="rms_after"
def rms_after(depth, n, weight_std):
    """The predicted root mean square of the signal after so many layers, a float.

    depth: int, the number of layers; 0 is the input
    n: int, inputs and units of each layer
    weight_std: float, standard deviation of each weight
    """
    ### BEGIN SOLUTION
    return (n**0.5 * weight_std) ** depth
    ### END SOLUTION

# %% test="rms-after-check" points=2 lesson="01_signals#depth"
# √100 · 0.2 = 2, three times; √400 · 0.05 = 1, however often; and the input itself
agree(
    rms_after,
    on=[call(3, 100, 0.2), call(5, 400, 0.05), call(0, 50, 3.0)],
    expected=[8.0, 1.0, 1.0],
    slips=known("rms-after-check"),
)
### BEGIN HIDDEN TESTS
rng = fresh_rng()
agree(
    rms_after,
    on=[call(int(d), int(rng.integers(5, 300)), float(rng.uniform(0.02, 0.4)))
        for d in rng.choice(np.arange(2, 9), 3, replace=False)],
    expected=layer_by_layer,
    slips={
        "depth-no-root": lambda d, n, s: (n * s) ** d,
        "depth-variance": lambda d, n, s: (n * s**2) ** d,
        "depth-times": lambda d, n, s: d * n**0.5 * s,
        "depth-one-layer": lambda d, n, s: n**0.5 * s,
        "depth-no-n": lambda d, n, s: s**d,
        "depth-off-by-one": lambda d, n, s: (n**0.5 * s) ** (d + 1),
        "depth-off-by-one/less": lambda d, n, s: (n**0.5 * s) ** (d - 1),
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-signal-std"
# ## 4 · Ask a net
#
# Now without the formula. Draw `n` numbers from $N(0, 1)$, send them through `depth` layers as in exercise 3, with weights from $N(0, \text{weight\_std}^2)$, and return the standard deviation of the `n` numbers that come out. Each layer has weights of its own. (Several examples at once are fine too.)
#
# About 4 lines; take all chance from `rng`. One net is not the mean over all nets: the check allows seven standard errors.

# %% solution="signal_std"
def signal_std(depth, n, weight_std, rng):
    """The measured standard deviation of a signal after so many random linear layers, a float.

    depth: int, the number of layers
    n: int, inputs and units of each layer
    weight_std: float, standard deviation of each weight
    rng: np.random.Generator, the only source of chance
    """
    ### BEGIN SOLUTION
    x = rng.normal(size=n)
    for _ in range(depth):
        x = x @ rng.normal(0, weight_std, (n, n))
    return x.std()
    ### END SOLUTION

# %% test="signal-std-check" points=4 lesson="01_signals#depth"
# √400 · 0.02 = 0.4, twice; √625 · 0.2 = 5, three times. The logarithm of a right answer strays by
# √((depth + 1)/(2n)) = 0.061 at most: seven of these are 0.43, a factor of 1.53
agree(
    signal_std,
    on=[call(2, 400, 0.02, np.random.default_rng(1)), call(3, 625, 0.2, np.random.default_rng(2))],
    expected=[0.16, 125.0],
    slips=known("signal-std-check"),
    rtol=0.53, atol=0.0,
)
uses_rng(signal_std, on=[call(2, 100, 0.2, np.random.default_rng(3))])
### BEGIN HIDDEN TESTS
rng = fresh_rng()
cases = [(3, int(rng.integers(700, 1000)), float(rng.uniform(4, 5))),
         (2, int(rng.integers(700, 1000)), float(rng.uniform(0.1, 0.15)))]  # depth, n, factor
agree(
    signal_std,
    on=[call(d, n, factor / n**0.5, np.random.default_rng(rng.integers(2**32)))
        for d, n, factor in cases],
    expected=lambda d, n, s, rng: layer_by_layer(d, n, s),
    slips={
        "depth-variance": lambda d, n, s, rng: (n * s**2) ** d,
        "depth-one-layer": lambda d, n, s, rng: n**0.5 * s,
        "depth-off-by-one": lambda d, n, s, rng: (n**0.5 * s) ** (d + 1),
        "depth-off-by-one/less": lambda d, n, s, rng: (n**0.5 * s) ** (d - 1),
        "signal-weight-std": lambda d, n, s, rng: s,
        "signal-variance-drawn": lambda d, n, s, rng: (n**0.5 * s**2) ** d,
        "signal-root-drawn": lambda d, n, s, rng: (n**0.5 * s**0.5) ** d,
        "signal-uniform": lambda d, n, s, rng: (n**0.5 * s / 3**0.5) ** d,
        "signal-mean": lambda d, n, s, rng: (s / n**0.5) ** d,
        "depth-no-n": lambda d, n, s, rng: s**d,
        "signal-std-ignored": lambda d, n, s, rng: n ** (d / 2),
    },
    rtol=0.53, atol=0.0,
)

def logarithms(depth, n, nets):
    """ln(answer / prediction) for so many nets whose prediction is 1."""
    given = [(depth, n, n**-0.5, np.random.default_rng(rng.integers(2**32))) for _ in range(nets)]
    found = np.array([float(signal_std(*one)) for one in given])
    return np.log(np.where(found > 0, found, np.nan)), call(*given[0])

# One wide net strays by √(4/200) = 0.14, so the mean of 100 by 0.014; and the mean of logarithms lies
# up to 0.025 below 0. Seven standard errors more are 0.125: the mean of |x| lies 0.25 below.
logs, one = logarithms(3, 100, 100)
if not -0.125 < logs.mean() < 0.1:
    raise failed(signal_std, one, f"over 100 nets, {np.exp(logs.mean()):.3f} in the geometric mean",
                 "1, within a tenth: the standard deviation of the signal")
# A narrow net strays more, and more still when its layers share their weights: the logarithms of 200
# nets scatter by 0.8 (many examples) to 1.1 (one), or by 2.6. A standard error is 5 % of it.
logs, one = logarithms(16, 8, 200)
if not 0.5 < logs.std() < 1.6:
    raise failed(signal_std, one, f"over 200 nets, logarithms that scatter by {logs.std():.2f}",
                 "a scatter of 0.8 to 1.1: each layer has weights of its own",
                 "signal-same-weights" if 1.7 < logs.std() < 4 else "")
### END HIDDEN TESTS

# %% [markdown] name="ex-error-factor"
# ## 5 · The way back
#
# The error signal $\delta$ of a layer passes back through its weights, $W^\top \delta$, and then through the slopes $f'(z)$ of the units below. The weights have mean 0, the layer has `n_out` units, and `slopes` holds $f'(z)$ for the units below, over many examples. By which factor is the rms of the error signal multiplied? (Take the slopes to be independent of $W^\top \delta$.) About 1 line.

# %% solution="error_factor"
def error_factor(n_out, weight_std, slopes):
    """The factor for the rms of the error signal, one layer down, a float.

    n_out: int, the number of units that send their error signals back
    weight_std: float, standard deviation of each weight
    slopes: (examples, units) float array, f'(z) of the units below
    """
    ### BEGIN SOLUTION
    return np.sqrt(n_out * weight_std**2 * np.mean(slopes**2))
    ### END SOLUTION

# %% test="error-factor-check" points=3 lesson="01_signals#jacobians"
# half of the units have slope 1, half are saturated: E[f'²] is ½, and 100 · 0.2² · ½ = 2
agree(
    error_factor,
    on=[call(100, 0.2, np.array([[1.0, 0.0], [0.0, 1.0]])), call(25, 0.2, np.full((2, 3), 0.25))],
    expected=[1.4142135623730951, 0.25],
    slips=known("error-factor-check"),
)
### BEGIN HIDDEN TESTS
def one_slope_at_a_time(n_out, weight_std, slopes):
    squares = [float(s) * float(s) for s in np.ravel(slopes)]
    sent_back = math.fsum(weight_std * weight_std for _ in range(n_out))
    return math.sqrt(sent_back * math.fsum(squares) / len(squares))

rng = fresh_rng()
agree(
    error_factor,
    on=[call(int(rng.integers(20, 200)), float(rng.uniform(0.02, 0.3)),
             1 - np.tanh(rng.normal(0, 1.5, (3, units))) ** 2) for units in (4, 6, 5)],
    expected=one_slope_at_a_time,
    slips={
        "error-mean-slope": lambda n, s, f: n**0.5 * s * float(np.mean(f)),
        "error-no-slopes": lambda n, s, f: n**0.5 * s,
        "error-square": lambda n, s, f: n * s**2 * float(np.mean(f**2)),
        "error-sum-of-slopes": lambda n, s, f: n**0.5 * s * float(np.sum(f**2)) ** 0.5,
        "error-slope-once": lambda n, s, f: n**0.5 * s * float(np.mean(f)) ** 0.5,
        "error-no-n": lambda n, s, f: s * float(np.mean(f**2)) ** 0.5,
        "error-n-from-shape": lambda n, s, f: f.shape[1] ** 0.5 * s * float(np.mean(f**2)) ** 0.5,
    },
)
### END HIDDEN TESTS

# %% [markdown] name="ex-too-large"
# ## 6 · In your own words
#
# A colleague trains 20 tanh layers of 256 units, all weights drawn from $N(0, 1)$. The first loss is far above ln C, and for dozens of steps it jumps about. "Vanishing gradients," he says, "so the weights are too small." In four to eight sentences: what happens to the weighted sums of the first layer and to the slopes there, and to the error signal, of the median unit and in rms, from the last layer down to the first? Why is it hard to find a learning rate that suits all layers? What would you change, to which number, and what would you print to convince him?

# %% [markdown] manual="too-large" points=4 lesson="01_signals#saturation"
# **Exemplary answer.** With 256 inputs of size 1 and weights of standard deviation 1, a weighted sum has the standard deviation √256 = 16. At |z| = 3 the slope of tanh is already below 0.01, and most of the sums lie far beyond: the great majority of the units are saturated, and their outputs are ±1. A saturated unit passes on nearly nothing of its error signal, so in the last layers the median unit's is a minute part of the rms. But the few units that are not saturated pass theirs on through weights of size 1, and √256 times the root of a small mean square of slopes is still more than 1: the rms grows almost threefold in each layer on its way down, about a billion times over 20 layers. A step that the last layers hardly notice is far too large for the first ones, so one learning rate for all makes the loss jump, even if the net comes to fit its training data in the end. So the weights are too large, not too small: I would draw them with standard deviation 1/√256 = 0.0625, which gives sums of about the size of the inputs. To convince him I would print, layer by layer, the share of units with a slope below 0.01 and the median and the rms of |δ|: with weights that are too small, all units would have slopes near 1, and median and rms would shrink together.
#
# **Mark scheme.** 1 point: the weighted sum has a standard deviation of 16 (√n), so most units are saturated. 1 point: most units pass on nearly nothing while the rms grows on its way down, so that layers need different learning rates (or any clear statement that most units get nothing and a few get far too much). 1 point: the new standard deviation 1/√256 = 1/16 (anything between 0.05 and 0.1 with a reason). 1 point: a measurement that tells too large from too small (share of saturated units, size of z, median against rms).
